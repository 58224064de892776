/* The base layer: a street network drawn on canvas tiles in the browser, so a map needs no tile server.
   Lines arrive as delta-coded integers; names are laid out for each view so that none overlap or are cut by its edge. */
window.KembaraBase = (function () {
  "use strict";
  var TILE = 256;
  // width: pixels at zoom 12 and how fast it grows; from: first zoom at which the class is drawn.
  var STYLES = {
    motorway: { fill: "#b9c9de", casing: "#8ea3c0", width: 3.4, grow: 1.32, from: 0, label: 11 },
    trunk: { fill: "#c9d6e6", casing: "#9db0ca", width: 3.1, grow: 1.32, from: 0, label: 12 },
    primary: { fill: "#dbe3ec", casing: "#afbdcd", width: 2.6, grow: 1.34, from: 0, label: 12 },
    secondary: { fill: "#ffffff", casing: "#bcc6d0", width: 1.9, grow: 1.38, from: 10, label: 13 },
    tertiary: { fill: "#ffffff", casing: "#c8cfd6", width: 1.3, grow: 1.42, from: 12, label: 14 },
    residential: { fill: "#ffffff", casing: "#d6dadf", width: 0.7, grow: 1.6, from: 13, label: 15 }
  };
  var ORDER = ["residential", "tertiary", "secondary", "primary", "trunk", "motorway"];

  function project(lon, lat) {
    var s = Math.sin((lat * Math.PI) / 180);
    return [TILE * (lon / 360 + 0.5), TILE * (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI))];
  }

  // One line per drawn road: points in world pixels at zoom 0 and their bounding box.
  function decode(roads) {
    var out = [];
    (roads.groups || []).forEach(function (group) {
      group.lines.forEach(function (coded, at) {
        var x = 0, y = 0, points = new Float64Array(coded.length);
        var box = [Infinity, Infinity, -Infinity, -Infinity];
        for (var i = 0; i < coded.length; i += 2) {
          x += coded[i]; y += coded[i + 1];
          var p = project(x / roads.scale, y / roads.scale);
          points[i] = p[0]; points[i + 1] = p[1];
          box[0] = Math.min(box[0], p[0]); box[1] = Math.min(box[1], p[1]);
          box[2] = Math.max(box[2], p[0]); box[3] = Math.max(box[3], p[1]);
        }
        out.push({ cls: group.cls, name: roads.names[group.names[at]] || "", points: points, box: box });
      });
    });
    return out;
  }

  // Cells of zoom 11 tiles, so that a tile looks at its own neighbourhood and not at the whole country.
  function index(lines) {
    var cells = {}, size = TILE / Math.pow(2, 11);
    lines.forEach(function (line) {
      for (var i = Math.floor(line.box[0] / size); i <= Math.floor(line.box[2] / size); i++) {
        for (var j = Math.floor(line.box[1] / size); j <= Math.floor(line.box[3] / size); j++) {
          (cells[i + ":" + j] = cells[i + ":" + j] || []).push(line);
        }
      }
    });
    return { cells: cells, size: size };
  }

  function near(grid, x0, y0, x1, y1) {
    var seen = new Set();
    for (var i = Math.floor(x0 / grid.size); i <= Math.floor(x1 / grid.size); i++) {
      for (var j = Math.floor(y0 / grid.size); j <= Math.floor(y1 / grid.size); j++) {
        (grid.cells[i + ":" + j] || []).forEach(function (line) { seen.add(line); });
      }
    }
    return Array.from(seen).filter(function (l) {
      return l.box[2] >= x0 && l.box[0] <= x1 && l.box[3] >= y0 && l.box[1] <= y1;
    });
  }

  function trace(context, line, scale, ox, oy) {
    var p = line.points;
    context.moveTo(p[0] * scale - ox, p[1] * scale - oy);
    for (var i = 2; i < p.length; i += 2) { context.lineTo(p[i] * scale - ox, p[i + 1] * scale - oy); }
  }

  function widthAt(style, zoom) { return style.width * Math.pow(style.grow, zoom - 12); }

  function drawRoads(context, lines, zoom, scale, ox, oy) {
    context.lineCap = "round"; context.lineJoin = "round";
    [true, false].forEach(function (isCasing) {
      ORDER.forEach(function (cls) {
        var style = STYLES[cls], width = widthAt(style, zoom);
        if (zoom < style.from) { return; }
        context.beginPath();
        lines.forEach(function (line) { if (line.cls === cls) { trace(context, line, scale, ox, oy); } });
        context.strokeStyle = isCasing || width < 1.2 ? style.casing : style.fill;
        context.lineWidth = isCasing ? width + (width < 2 ? 0.6 : 1.6) : width;
        context.stroke();
      });
    });
  }

  // Where on a line a name of `need` pixels fits: the middle of its straightest long stretch.
  function spot(line, scale, need) {
    var p = line.points, best = null, run = 0, start = 0;
    for (var i = 2; i < p.length; i += 2) {
      var dx = (p[i] - p[i - 2]) * scale, dy = (p[i + 1] - p[i - 1]) * scale;
      var angle = Math.atan2(dy, dx);
      if (i === 2 || Math.abs(Math.atan2(Math.sin(angle - run), Math.cos(angle - run))) > 0.5) { start = i - 2; run = angle; }
      var ex = (p[i] - p[start]) * scale, ey = (p[i + 1] - p[start + 1]) * scale, length = Math.hypot(ex, ey);
      if (length > need && (!best || length > best.length)) {
        best = { length: length, angle: Math.atan2(ey, ex), x: (p[start] + p[i]) / 2 * scale, y: (p[start + 1] + p[i + 1]) / 2 * scale };
      }
    }
    return best;
  }

  function boxOf(x, y, w, h, angle) {
    var c = Math.abs(Math.cos(angle)), s = Math.abs(Math.sin(angle));
    var bw = (w * c + h * s) / 2 + 4, bh = (w * s + h * c) / 2 + 4;
    return [x - bw, y - bh, x + bw, y + bh];
  }

  function isFree(taken, box, isTakenAnyway) {
    var cells = [];
    for (var i = Math.floor(box[0] / 128); i <= Math.floor(box[2] / 128); i++) {
      for (var j = Math.floor(box[1] / 128); j <= Math.floor(box[3] / 128); j++) { cells.push(i + ":" + j); }
    }
    var clash = cells.some(function (key) {
      return (taken[key] || []).some(function (o) {
        return box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1];
      });
    });
    if (!clash || isTakenAnyway) { cells.forEach(function (key) { (taken[key] = taken[key] || []).push(box); }); }
    return !clash;
  }

  // Pins, depots and stop numbers lie above the names: a name keeps clear of them or is not written.
  function keepClear(marks, scale, larger, taken) {
    marks.forEach(function (mark) {
      var p = project(mark.lon, mark.lat), x = p[0] * scale, y = p[1] * scale;
      var box = mark.box.map(function (side) { return side * larger; });
      isFree(taken, [x + box[0], y + box[1], x + box[2], y + box[3]], true);
    });
  }

  function touches(box, view) { return box[0] < view[2] && box[2] > view[0] && box[1] < view[3] && box[3] > view[1]; }

  function isCut(box, view) {
    return touches(box, view) && !(box[0] >= view[0] && box[1] >= view[1] && box[2] <= view[2] && box[3] <= view[3]);
  }

  function within(value, least, most) { return Math.max(least, Math.min(most, value)); }

  // The first spot around a place where its name is free: on it, below, above, to the right, to the left. The name of a
  // place in sight is moved in from the edge as far as it must, that of a place out of sight keeps out of it.
  function freeSpot(x, y, w, size, larger, taken, view) {
    var aside = w / 2 + 12, spots = [[0, 0], [0, 18], [0, -18], [aside, 0], [-aside, 0], [0, 32], [0, -46]];
    spots.push([aside + 12, 0], [-aside - 12, 0], [0, -58]);  // clear of a pin that stands on the place itself
    var isInSight = x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3], whole = boxOf(0, 0, w, size, 0);
    for (var i = 0; i < spots.length; i++) {
      var at = [x + spots[i][0] * larger, y + spots[i][1] * larger];
      if (isInSight) { at = [within(at[0], view[0] - whole[0], view[2] - whole[2]), within(at[1], view[1] - whole[1], view[3] - whole[3])]; }
      var box = boxOf(at[0], at[1], w, size, 0);
      if (!isCut(box, view) && isFree(taken, box)) { return at; }
    }
    return null;
  }

  function placeLabels(context, places, zoom, scale, larger, taken, view) {
    var out = [];
    places.forEach(function (place) {
      if (zoom < place.from) { return; }
      var size = (place.from <= 11 ? 13 : 11.5) * larger, p = project(place.lon, place.lat);
      context.font = (place.from <= 11 ? "600 " : "500 ") + size + "px 'Noto Sans', 'DejaVu Sans', sans-serif";
      var w = context.measureText(place.name).width, at = freeSpot(p[0] * scale, p[1] * scale, w, size, larger, taken, view);
      if (at) { out.push({ text: place.name, x: at[0], y: at[1], angle: 0, size: size, kind: "place", w: w, font: context.font }); }
    });
    return out;
  }

  function roadLabels(context, lines, zoom, scale, larger, taken, view) {
    var out = [], last = {};
    var named = lines.filter(function (l) { return l.name && zoom >= STYLES[l.cls].label; });
    named.sort(function (a, b) { return ORDER.indexOf(b.cls) - ORDER.indexOf(a.cls); });
    named.forEach(function (line) {
      var size = (ORDER.indexOf(line.cls) >= 3 ? 11 : 10) * larger;
      context.font = "500 " + size + "px 'Noto Sans', 'DejaVu Sans', sans-serif";
      var w = context.measureText(line.name).width, at = spot(line, scale, w * 1.05);
      if (!at) { return; }
      var before = last[line.name];
      if (before && Math.hypot(before.x - at.x, before.y - at.y) < 500) { return; }
      var angle = at.angle > Math.PI / 2 ? at.angle - Math.PI : at.angle < -Math.PI / 2 ? at.angle + Math.PI : at.angle;
      var box = boxOf(at.x, at.y, w, size, angle);
      if (isCut(box, view) || !isFree(taken, box)) { return; }
      last[line.name] = at;
      out.push({ text: line.name, x: at.x, y: at.y, angle: angle, size: size, kind: "road", w: w, font: context.font });
    });
    return out;
  }

  function drawLabels(context, labels, ox, oy) {
    context.textAlign = "center"; context.textBaseline = "middle"; context.lineJoin = "round";
    labels.forEach(function (label) {
      var reach = label.w / 2 + 8, x = label.x - ox, y = label.y - oy;
      if (x < -reach || y < -reach || x > TILE + reach || y > TILE + reach) { return; }
      context.save();
      context.translate(x, y); context.rotate(label.angle); context.font = label.font;
      context.strokeStyle = "rgba(247,247,244,0.92)"; context.lineWidth = 3.2; context.strokeText(label.text, 0, 0);
      context.fillStyle = label.kind === "place" ? "#4a5462" : "#5f6b7a"; context.fillText(label.text, 0, 0);
      context.restore();
    });
  }

  function tile(context, coords) {
    return { scale: Math.pow(2, coords.z), ox: coords.x * TILE, oy: coords.y * TILE, context: context };
  }

  function canvas() {
    var node = document.createElement("canvas"), ratio = Math.min(window.devicePixelRatio || 1, 2);
    node.width = node.height = TILE * ratio;
    node.getContext("2d").scale(ratio, ratio);
    return node;
  }

  var Roads = L.GridLayer.extend({
    initialize: function (lines, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this._grid = index(lines);
    },
    createTile: function (coords) {
      var node = canvas(), at = tile(node.getContext("2d"), coords), pad = 14 / at.scale;
      at.context.fillStyle = "#f4f4f0"; at.context.fillRect(0, 0, TILE, TILE);
      var lines = near(this._grid, at.ox / at.scale - pad, at.oy / at.scale - pad,
        (at.ox + TILE) / at.scale + pad, (at.oy + TILE) / at.scale + pad);
      drawRoads(at.context, lines, coords.z, at.scale, at.ox, at.oy);
      return node;
    }
  });

  // Names lie in a layer of their own above the hotspots, so that no circle hides where it is. Between two whole zooms a
  // browser shrinks the tiles of the next: names are laid out `larger` by as much, so that they read the same. They are
  // laid out for what is in sight and a tile around it, and anew when a movement has ended.
  var Names = L.GridLayer.extend({
    initialize: function (lines, places, marks, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this._lines = lines; this._places = places || []; this._marks = marks || []; this._labels = null;
    },
    onAdd: function (map) {
      map.on("moveend", this.layAnew, this);
      return L.GridLayer.prototype.onAdd.call(this, map);
    },
    onRemove: function (map) {
      map.off("moveend", this.layAnew, this);
      return L.GridLayer.prototype.onRemove.call(this, map);
    },
    // What is in sight, in world pixels: west, north, east, south.
    _viewAt: function (scale) {
      var bounds = this._map.getBounds(), nw = project(bounds.getWest(), bounds.getNorth()), se = project(bounds.getEast(), bounds.getSouth());
      return [nw[0] * scale, nw[1] * scale, se[0] * scale, se[1] * scale];
    },
    // Buttons, scale and attribution lie above the names too: their boxes in pixels from the map's corner.
    _controls: function () {
      var box = this._map.getContainer(), frame = box.getBoundingClientRect();
      return Array.from(box.querySelectorAll(".leaflet-control"), function (node) {
        var r = node.getBoundingClientRect();
        return [r.left - frame.left, r.top - frame.top, r.right - frame.left, r.bottom - frame.top];
      }).filter(function (r) { return r[2] > r[0] && r[3] > r[1]; });
    },
    layAnew: function () {
      var zoom = this._tileZoom;
      this._labels = null;
      if (!this._map) { return; }
      Object.values(this._tiles).forEach(function (drawn) {
        if (drawn.coords.z !== zoom) { return; }
        var at = tile(drawn.el.getContext("2d"), drawn.coords);
        at.context.clearRect(0, 0, TILE, TILE);
        drawLabels(at.context, this._labelsAt(zoom), at.ox, at.oy);
      }, this);
    },
    _labelsAt: function (zoom) {
      var shown = this._map.getZoom(), larger = Math.pow(2, zoom - shown);
      if (!this._labels || this._laid !== shown + ":" + zoom) { this._labels = this._layOut(zoom, larger); this._laid = shown + ":" + zoom; }
      return this._labels;
    },
    _layOut: function (zoom, larger) {
      var scale = Math.pow(2, zoom), taken = {}, context = document.createElement("canvas").getContext("2d"), view = this._viewAt(scale);
      var around = [(view[0] - TILE) / scale, (view[1] - TILE) / scale, (view[2] + TILE) / scale, (view[3] + TILE) / scale];
      var near = this._places.filter(function (place) { var p = project(place.lon, place.lat); return touches([p[0], p[1], p[0], p[1]], around); });
      keepClear(this._marks, scale, larger, taken);
      this._controls().forEach(function (r) {
        isFree(taken, [view[0] + r[0] * larger, view[1] + r[1] * larger, view[0] + r[2] * larger, view[1] + r[3] * larger], true);
      });
      var names = placeLabels(context, near, zoom, scale, larger, taken, view);
      var lines = this._lines.filter(function (line) { return touches(line.box, around); });
      return names.concat(roadLabels(context, lines, zoom, scale, larger, taken, view));
    },
    createTile: function (coords) {
      var node = canvas(), at = tile(node.getContext("2d"), coords);
      drawLabels(at.context, this._labelsAt(coords.z), at.ox, at.oy);
      return node;
    }
  });

  return {
    // `marks` are what names keep clear of: {lon, lat, box}, the box in pixels around the point.
    layers: function (roads, places, marks, pane) {
      var lines = decode(roads), zooms = { minZoom: 3, maxZoom: 19 };
      return L.layerGroup([new Roads(lines, zooms), new Names(lines, places, marks, L.extend({ pane: pane }, zooms))]);
    }
  };
})();
