/* Hotspots, recommended stops and routes on a Leaflet map. Every text from the data is set as text, never as HTML. */
window.KembaraMap = (function () {
  "use strict";
  var SCORE = ["#fff0b3", "#fec44f", "#f8871f", "#cc4c02", "#7f2704"];
  var ROUTE = ["#0072b2", "#4a0e8f", "#6b5300", "#c2185b", "#1a1a1a", "#332288", "#8a4b08", "#a3195b"];
  var DASH = [null, "10 7", "2 8", "14 6 2 6", "1 6", "18 6"];

  var el = KembaraCards.el;

  function create(map, payload, options) {
    options = options || {};
    var state = { lang: payload.language, selected: null, shown: null };
    var marks = {}, groups = {}, routeLayers = {};
    var onSelect = options.onSelect || function () {};
    function word(key) { return (payload.words[state.lang] || {})[key] || key; }
    function why(item) { return state.lang === "ms" ? item.why_ms : item.why_en; }
    function number(n, digits) {
      return Number(n).toLocaleString("en-MY", { maximumFractionDigits: digits || 0 });
    }
    var cards = KembaraCards.create({ word: word, why: why, number: number, lang: function () { return state.lang; } });

    function radius(households) {
      var most = payload.most_households || 1;
      return 4 + 16 * Math.sqrt(Math.max(households, 0) / most);
    }

    function colour(score) {
      for (var i = 0; i < payload.breaks.length; i++) { if (score <= payload.breaks[i]) { return SCORE[i]; } }
      return SCORE[SCORE.length - 1];
    }

    function addHotspots() {
      groups.hotspots = L.layerGroup();
      payload.hotspots.slice().sort(function (a, b) { return b.households - a.households; }).forEach(function (h) {
        var isMemory = h.grade === "memory";
        var circle = L.circleMarker([h.lat, h.lon], {
          radius: radius(h.households), color: "#4a1f05", weight: isMemory ? 1.6 : 0.8, opacity: 0.75,
          dashArray: isMemory ? "2 3" : null, fillColor: colour(h.score), fillOpacity: isMemory ? 0.45 : 0.7,
          pane: "k-hotspots"
        });
        circle.bindTooltip(function () {
          return el("span", "", h.name + " · " + number(h.households) + " " + word("households_short") + " · " +
            word("score").toLowerCase() + " " + number(h.score, 1) + (isMemory ? " · " + cards.grade("memory") : ""));
        }, { direction: "top", className: "k-tip" });
        if (!options.isSilent) circle.bindPopup(function () { return cards.hotspot(h); }, { minWidth: 270, maxWidth: 320 });
        circle.on("click", function () { choose(h.id, true); });
        marks[h.id] = { kind: "hotspot", layer: circle, item: h };
        groups.hotspots.addLayer(circle);
      });
    }

    function pin(rank, isOn, isMemory) {
      var cls = "k-pin" + (isOn ? " is-on" : "") + (isMemory ? " is-memory" : "");
      var html = el("div", cls); html.appendChild(el("span", "", rank));
      return L.divIcon({ className: "k-pin-box", html: html, iconSize: [34, 42], iconAnchor: [17, 41], popupAnchor: [0, -36] });
    }

    function addRecommended() {
      groups.recommended = L.layerGroup();
      payload.recommended.forEach(function (s) {
        var marker = L.marker([s.lat, s.lon], {
          icon: pin(s.rank, false, s.grade === "memory"), title: s.rank + ". " + s.name, alt: s.name,
          pane: "k-pins", riseOnHover: true, zIndexOffset: 1000 - s.rank, keyboard: true
        });
        if (!options.isSilent) marker.bindPopup(function () { return cards.stop(s); }, { minWidth: 270, maxWidth: 320 });
        marker.on("click", function () { choose(s.id, true); });
        marker.on("keypress", function (e) { if (e.originalEvent.key === "Enter") { choose(s.id, true); } });
        marks[s.id] = { kind: "stop", layer: marker, item: s };
        groups.recommended.addLayer(marker);
      });
    }

    function badge(route, v) {
      var node = el("div", "k-order", v.order); node.style.background = ROUTE[route.colour % ROUTE.length];
      return L.divIcon({ className: "k-order-box", html: node, iconSize: [18, 18], iconAnchor: v.is_pinned ? [-8, 13] : [9, 9] });
    }

    function routeLayer(route) {
      var group = L.layerGroup(), tint = ROUTE[route.colour % ROUTE.length], thick = route.kind === "convoy" ? 3.5 : 2.5;
      var line = { color: tint, weight: thick, opacity: 0.95, dashArray: DASH[route.day % DASH.length], pane: "k-routes" };
      group.addLayer(L.polyline(route.line, { color: "#fff", weight: thick + 3, opacity: 0.85, pane: "k-routes", interactive: false }));
      group.addLayer(L.polyline(route.line, line).bindTooltip(function () {
        return el("span", "", route.vehicle[state.lang] + " · " + route.day_text[state.lang] + " · " + route.total_text[state.lang]);
      }, { sticky: true, className: "k-tip" }));
      group.arrows = L.layerGroup().addTo(group);
      route.visits.forEach(function (v) {
        L.marker([v.lat, v.lon], { icon: badge(route, v), pane: "k-orders", title: v.order + " · " + v.name, keyboard: false })
          .bindPopup(function () { return cards.visit(route, v); }).addTo(group);
      });
      group.route = route; group.tint = tint;
      return group;
    }

    // Direction arrows every 170 pixels of the line, laid again after each zoom.
    function layArrows(group) {
      group.arrows.clearLayers();
      if (!map.hasLayer(group) || !map.hasLayer(groups["day" + group.route.kind + group.route.day])) { return; }
      var gap = 170, left = gap / 2, points = group.route.line.map(function (p) { return map.latLngToLayerPoint(p); });
      for (var i = 1; i < points.length; i++) {
        var a = points[i - 1], b = points[i], length = a.distanceTo(b), angle = Math.atan2(b.y - a.y, b.x - a.x);
        while (left < length) {
          var at = L.point(a.x + (b.x - a.x) * left / length, a.y + (b.y - a.y) * left / length);
          var node = el("div", "k-arrow"); node.style.transform = "rotate(" + angle + "rad)"; node.style.color = group.tint;
          L.marker(map.layerPointToLatLng(at), {
            icon: L.divIcon({ className: "k-arrow-box", html: node, iconSize: [12, 12] }), interactive: false, keyboard: false, pane: "k-arrows"
          }).addTo(group.arrows);
          left += gap;
        }
        left -= length;
      }
    }

    function addRoutes() {
      payload.routes.forEach(function (route) {
        var key = "day" + route.kind + route.day;
        groups[key] = groups[key] || L.layerGroup();
        routeLayers[route.id] = routeLayer(route); groups[key].addLayer(routeLayers[route.id]);
      });
      groups.depots = L.layerGroup();
      payload.depots.forEach(function (d) {
        var node = el("div", "k-depot", "IPD");
        L.marker([d.lat, d.lon], { icon: L.divIcon({ className: "k-depot-box", html: node, iconSize: [30, 18] }), pane: "k-depots", title: d.name })
          .bindPopup(function () { return cards.depot(d); })
          .addTo(groups.depots);
      });
      var lay = function () { Object.values(routeLayers).forEach(layArrows); };
      map.on("zoomend overlayadd", lay); lay();
    }

    // Police districts from a file, or as the places' own districts tell them; off until the reader asks.
    var borderKind = payload.borders_kind || "estimated";
    function addBorders() {
      groups.borders = L.layerGroup();
      groups.borders.on("add", attribute).on("remove", attribute);
      var scale = (payload.roads || {}).scale || 1e5;
      (payload.borders || []).forEach(function (b) {
        var rings = b.rings.map(function (flat) {
          var ring = [];
          for (var i = 0; i < flat.length; i += 2) { ring.push([flat[i + 1] / scale, flat[i] / scale]); }
          return [ring];
        });
        L.polygon(rings, { color: "#5b2a86", weight: 2, dashArray: "8 5", fill: false, interactive: false, pane: "k-routes" })
          .bindTooltip(el("span", "", b.name), { permanent: true, direction: "center", className: "k-border" })
          .addTo(groups.borders);
      });
    }

    // The routes of one day alone; nothing said leaves the routes as the reader has them.
    var shownDay = null;
    function showDay(day) {
      if (day === null || day === undefined || day === shownDay) { return; }
      shownDay = day;
      payload.route_groups.forEach(function (g) {
        var group = groups["day" + g.kind + g.day];
        if (g.day === day) { group.addTo(map); } else { group.remove(); }
      });
      Object.values(routeLayers).forEach(layArrows);
      var lines = payload.routes.filter(function (r) { return r.day === day && r.line.length; }).map(function (r) { return r.line; });
      if (lines.length) { map.fitBounds(L.latLngBounds([].concat.apply([], lines)), { padding: [24, 24], animate: false, maxZoom: 15 }); }
    }

    // Online tiles stand in for the drawn streets only while somebody has switched them on.
    var tiles = null;
    function setTiles(address) {
      if ((tiles ? tiles.address : "") === (address || "")) { return; }
      if (tiles) { tiles.remove(); tiles = null; groups.base.addTo(map); }
      if (address) {
        tiles = L.tileLayer(address, { maxZoom: 19, attribution: escapeText(word("tiles_by")), referrerPolicy: "origin" });
        tiles.address = address; tiles.addTo(map); groups.base.remove();
      }
    }

    function mark(id, isOn) {
      var found = marks[id];
      if (!found) { return; }
      if (found.kind === "stop") {
        found.layer.setIcon(pin(found.item.rank, isOn, found.item.grade === "memory"));
        found.layer.setZIndexOffset(isOn ? 5000 : 1000 - found.item.rank);
      } else {
        found.layer.setStyle({ color: isOn ? "#0b2545" : "#4a1f05", weight: isOn ? 4 : 1 });
        if (isOn) { found.layer.bringToFront(); }
      }
    }

    // Highlights one place; nothing else is drawn again. `isFromMap` tells who asked.
    function choose(id, isFromMap) {
      if (state.selected === id && !isFromMap) { return; }
      mark(state.selected, false); state.selected = id; mark(id, true);
      var found = marks[id];
      if (found && !isFromMap) {
        var at = found.layer.getLatLng();
        if (!map.getBounds().pad(-0.02).contains(at)) { map.panTo(at, { animate: !options.isStill }); }
        if (!options.isSilent) { found.layer.openPopup(); }
      }
      onSelect(id, Boolean(isFromMap));
    }

    // Shows only the hotspots and stops whose ids are given; null shows all.
    function filter(ids) {
      var keep = ids === null || ids === undefined ? null : new Set(ids);
      Object.keys(marks).forEach(function (id) {
        var group = marks[id].kind === "stop" ? groups.recommended : groups.hotspots;
        var isKept = keep === null || keep.has(id);
        if (isKept !== group.hasLayer(marks[id].layer)) {
          if (isKept) { group.addLayer(marks[id].layer); } else { group.removeLayer(marks[id].layer); }
        }
      });
    }

    var control = null;
    function layerControl() {
      if (control) { control.remove(); }
      control = L.control.layers(null, {}, { collapsed: options.isCollapsed !== false, position: "topright" });
      control.addOverlay(groups.recommended, word("layer.recommended"));
      control.addOverlay(groups.hotspots, word("layer.hotspots"));
      payload.route_groups.forEach(function (g) { control.addOverlay(groups["day" + g.kind + g.day], g.label[state.lang]); });
      control.addOverlay(groups.depots, word("layer.depots"));
      if ((payload.borders || []).length) { control.addOverlay(groups.borders, word("layer.borders_" + borderKind)); }
      control.addOverlay(groups.base, word("layer.base"));
      control.addTo(map);
    }

    function panes() {
      [["k-routes", 405], ["k-hotspots", 410], ["k-names", 450], ["k-arrows", 580], ["k-depots", 590], ["k-pins", 620], ["k-orders", 640]].forEach(function (p) {
        map.createPane(p[0]).style.zIndex = p[1];
      });
      map.getPane("k-names").style.pointerEvents = "none";
    }

    // Whose roads these are, and whether the borders in sight are estimated, in the reader's language.
    var attributed = "";
    function attribute() {
      if (attributed) { map.attributionControl.removeAttribution(attributed); }
      var told = [payload.attribution[state.lang]];
      if (groups.borders && map.hasLayer(groups.borders)) { told.push(word("borders_" + borderKind)); }
      attributed = told.filter(Boolean).map(escapeText).join(" · ");
      if (attributed) { map.attributionControl.addAttribution(attributed); }
    }

    function setLanguage(lang) {
      state.lang = lang; layerControl(); attribute(); map.closePopup();
      groups.base.eachLayer(function (layer) { if (layer.layAnew) { layer.layAnew(); } });  // the controls are of another size now
    }

    // What lies above the names at the start: pins, depots, and the numbers of the routes that are shown.
    function marksAbove() {
      var shown = payload.route_groups.filter(function (g) { return g.is_shown; }).map(function (g) { return g.kind + g.day; });
      var pins = payload.recommended.map(function (s) { return { lon: s.lon, lat: s.lat, box: [-17, -42, 17, 2] }; });
      var depots = payload.depots.map(function (d) { return { lon: d.lon, lat: d.lat, box: [-15, -9, 15, 9] }; });
      var visits = payload.routes.filter(function (r) { return shown.indexOf(r.kind + r.day) >= 0; }).flatMap(function (r) {
        return r.visits.map(function (v) { return { lon: v.lon, lat: v.lat, box: v.is_pinned ? [7, -14, 26, 5] : [-9, -9, 9, 9] }; });
      });
      return pins.concat(depots, visits);
    }

    panes();
    groups.base = KembaraBase.layers(payload.roads, payload.places, marksAbove(), "k-names");
    addHotspots(); addRecommended(); addRoutes(); addBorders();
    var hidden = payload.route_groups.filter(function (g) { return !g.is_shown; }).map(function (g) { return "day" + g.kind + g.day; }).concat("borders");
    Object.keys(groups).forEach(function (key) { if (hidden.indexOf(key) < 0) { groups[key].addTo(map); } });
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    map.attributionControl.setPrefix(false);
    attribute();
    layerControl();
    if (payload.bounds) { map.fitBounds(payload.bounds, { paddingTopLeft: [28, 58], paddingBottomRight: [28, 24], animate: false, maxZoom: 15 }); }
    Object.values(routeLayers).forEach(layArrows);

    return {
      choose: choose, filter: filter, setLanguage: setLanguage, setTiles: setTiles, showDay: showDay, word: word, why: why, state: state, number: number,
      toggle: function (key, isOn) { if (isOn) { groups[key].addTo(map); } else { groups[key].remove(); } Object.values(routeLayers).forEach(layArrows); },
      groups: groups, map: map, payload: payload, colours: { score: SCORE, route: ROUTE, dash: DASH }, el: el, radius: radius
    };
  }

  function escapeText(text) {
    var node = document.createElement("span"); node.textContent = text; return node.innerHTML;
  }

  return { create: create };
})();
