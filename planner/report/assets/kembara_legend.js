/* What colours, sizes and marks on the map mean: beside the one-file map in its panel, in the app under the map. */
window.KembaraLegend = (function () {
  "use strict";
  var el = KembaraCards.el;

  function scores(view) {
    var box = el("div", "k-scale"), bars = el("div", "k-bars"), breaks = view.payload.breaks;
    var digits = breaks[breaks.length - 1] - breaks[0] < 10 ? 1 : 0;  // scores that lie close need their tenths
    box.appendChild(el("span", "k-sub", view.word("legend.score")));
    view.colours.score.forEach(function (colour, at) {
      if (at > 0 && at < breaks.length && breaks[at] === breaks[at - 1]) { return; }  // a class that no score can have
      var cell = el("div"), block = el("i"); block.style.background = colour; cell.appendChild(block);
      cell.appendChild(el("small", "", at === 0 ? "≤ " + view.number(breaks[0], digits) : "> " + view.number(breaks[at - 1], digits)));
      bars.appendChild(cell);
    });
    box.appendChild(bars);
    return box;
  }

  function sizes(view) {
    var box = el("div", "k-sizes");
    box.appendChild(el("span", "k-sub", view.word("legend.size")));
    view.payload.sizes.forEach(function (households) {
      var item = el("span", "k-size"), ring = el("i"), wide = Math.round(view.radius(households) * 2);
      ring.style.width = wide + "px"; ring.style.height = wide + "px";
      item.appendChild(ring); item.appendChild(el("small", "", view.number(households))); box.appendChild(item);
    });
    return box;
  }

  // Only marks that this map has.
  function marks(view, isRoutesOnly) {
    var key = el("ul", "k-key"), data = view.payload;
    var isMemory = function (item) { return item.grade === "memory"; };
    [["pin", !isRoutesOnly && data.recommended.length], ["order", data.routes.length], ["depot", data.depots.length],
      ["memory", !isRoutesOnly && (data.hotspots.some(isMemory) || data.recommended.some(isMemory))]].forEach(function (pair) {
      if (!pair[1]) { return; }
      var li = el("li"); li.appendChild(el("i", "k-mini-" + pair[0]));
      li.appendChild(el("span", "", view.word("legend." + pair[0]))); key.appendChild(li);
    });
    return key;
  }

  // `isRoutesOnly`: hotspots and pins are not shown, so nothing is told of them.
  function build(view, isRoutesOnly) {
    var box = el("div", "k-legend");
    if (view.payload.hotspots.length && !isRoutesOnly) { box.appendChild(scores(view)); box.appendChild(sizes(view)); }
    box.appendChild(marks(view, isRoutesOnly));
    return box;
  }

  return { build: build };
})();
