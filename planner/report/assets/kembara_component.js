/* The map inside a Streamlit page. Base layer and data are loaded once by name; after that a page only says what is
   selected, filtered or switched, and the map changes that alone. */
(function () {
  "use strict";
  var view = null, drawn = null, cache = {}, serial = Date.now(), pending = null, wide = 0;

  function tell(type, fields) { window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: type }, fields), "*"); }

  function load(name) {
    if (!cache[name]) {
      cache[name] = fetch("./" + encodeURIComponent(name)).then(function (answer) {
        if (!answer.ok) { delete cache[name]; throw new Error("map data " + answer.status); }
        return answer.json();
      });
    }
    return cache[name];
  }

  function picked(id, isFromMap) {
    if (!isFromMap) { return; }
    serial += 1;
    tell("streamlit:setComponentValue", { value: { id: id, serial: serial }, dataType: "json" });
  }

  // On a phone the list below must stay within reach of a thumb.
  function mapHeight(args) { return window.innerWidth < 500 ? Math.min(args.height, 360) : args.height; }

  function showLegend(args) {
    document.getElementById("legend").replaceChildren(KembaraLegend.build(view, args.shown !== null && args.shown.length === 0));
    fit(args);
  }

  function fit(args) {
    wide = window.innerWidth;
    document.getElementById("map").style.height = mapHeight(args) + "px";
    tell("streamlit:setFrameHeight", { height: mapHeight(args) + document.getElementById("legend").offsetHeight });
  }

  // A phone that is turned breaks the legend's lines elsewhere.
  window.addEventListener("resize", function () {
    if (!view || wide === window.innerWidth) { return; }
    fit(pending); view.map.invalidateSize();
  });

  function draw(args, base, data) {
    var stay = view && drawn.indexOf(args.base) === 0 ? [view.map.getCenter(), view.map.getZoom()] : null;
    if (view) { view.map.remove(); }
    var box = document.getElementById("map");
    box.style.height = mapHeight(args) + "px";
    var map = L.map(box, { zoomControl: true, preferCanvas: false, zoomSnap: 0.5 });
    map.setView([3.14, 101.695], 12);
    view = KembaraMap.create(map, Object.assign({}, data, base, { language: args.language }), { onSelect: picked, isSilent: true });
    if (stay) { view.map.setView(stay[0], stay[1], { animate: false }); }  // the same streets: the reader stays there
    drawn = args.base + args.data;
    showLegend(args);
    window.kembara = view;
    window.kembaraDraws = (window.kembaraDraws || 0) + 1;
  }

  function apply(args) {
    if (view.state.lang !== args.language) { view.setLanguage(args.language); document.documentElement.lang = args.language; showLegend(args); }
    view.filter(args.shown); view.setTiles(args.tiles); view.showDay(args.day);
    if (args.selected && args.selected !== view.state.selected) { view.choose(args.selected, false); }
  }

  function render(args) {
    pending = args;
    if (!view) { tell("streamlit:setFrameHeight", { height: mapHeight(args) }); }
    if (drawn === args.base + args.data) { apply(args); return; }
    Promise.all([load(args.base), load(args.data)]).then(function (parts) {
      if (pending !== args) { return; }
      draw(args, parts[0], parts[1]); apply(args);
    }).catch(function (error) { document.getElementById("fault").textContent = args.fault + " (" + error.message + ")"; });
  }

  window.addEventListener("message", function (event) {
    if (event.source === window.parent && event.data && event.data.type === "streamlit:render") { render(event.data.args); }
  });
  tell("streamlit:componentReady", { apiVersion: 1 });
})();
