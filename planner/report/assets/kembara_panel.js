/* The panel of the one-file map: title, warnings, both languages, the ranked list, routes and legend. */
window.KembaraPanel = (function () {
  "use strict";
  function attach(root, view) {
    var el = view.el, payload = view.payload, items = {}, checks = {};

    function header() {
      var box = el("header", "k-head");
      var bar = el("div", "k-langs"); bar.setAttribute("role", "group"); bar.setAttribute("aria-label", "Bahasa / Language");
      [["ms", "BM"], ["en", "EN"]].forEach(function (pair) {
        var button = el("button", view.state.lang === pair[0] ? "is-on" : "", pair[1]);
        button.type = "button"; button.lang = pair[0];
        button.setAttribute("aria-pressed", String(view.state.lang === pair[0]));
        button.addEventListener("click", function () {
          view.setLanguage(pair[0]); document.documentElement.lang = pair[0]; render();
          root.querySelector(".k-langs button.is-on").focus();
        });
        bar.appendChild(button);
      });
      box.appendChild(bar); box.appendChild(el("p", "k-brand", "Kembara Planner"));
      box.appendChild(el("h1", "", payload.title));
      return box;
    }

    function notes() {
      var box = el("div", "k-notes");
      if (payload.data_note) { box.appendChild(el("p", "k-banner", payload.data_note)); }
      var roads = [payload.network_note, payload.attribution].map(function (said) { return said[view.state.lang]; }).filter(Boolean).join(" · ");
      if (roads) { box.appendChild(el("p", "k-note", roads)); }
      return box;
    }

    function stopItem(s) {
      var li = el("li"), button = el("button", "k-stop" + (view.state.selected === s.id ? " is-on" : ""));
      button.type = "button"; button.appendChild(el("span", "k-rank", s.rank));
      var text = el("span", "k-stop-text");
      text.appendChild(el("strong", "", s.name));
      text.appendChild(el("span", "k-sub", view.number(s.households) + " " + view.word("households_short") + " · " + s.when[view.state.lang]));
      text.appendChild(el("span", "k-why", view.why(s)));
      if (s.grade === "memory") { text.appendChild(el("span", "k-memory", view.word("grade.memory"))); }
      button.appendChild(text); li.appendChild(button);
      button.addEventListener("click", function () { view.choose(s.id, false); });
      items[s.id] = button;
      return li;
    }

    function stops() {
      var box = el("section", "k-section"); box.appendChild(el("h2", "", view.word("panel.recommended")));
      if (!payload.recommended.length) { box.appendChild(el("p", "k-empty", view.word("panel.none"))); return box; }
      var list = el("ol", "k-stops"); payload.recommended.forEach(function (s) { list.appendChild(stopItem(s)); });
      box.appendChild(list);
      return box;
    }

    function routes() {
      var box = el("section", "k-section"); box.appendChild(el("h2", "", view.word("panel.routes")));
      if (!payload.routes.length) { box.appendChild(el("p", "k-empty", view.word("panel.no_plan"))); return box; }
      payload.route_groups.forEach(function (g) { box.appendChild(routeGroup(g)); });
      return box;
    }

    // One kind of route on one day: a checkbox that shows it on the map, and its vehicles behind a fold.
    function routeGroup(g) {
      var key = "day" + g.kind + g.day, box = el("div", "k-group"), label = el("label"), check = el("input");
      check.type = "checkbox"; check.checked = view.map.hasLayer(view.groups[key]);
      check.addEventListener("change", function () { view.toggle(key, check.checked); });
      checks[key] = check;
      label.appendChild(check); label.appendChild(el("span", "", g.label[view.state.lang])); box.appendChild(label);
      var fold = el("details"), list = el("ul", "k-routes");
      var own = payload.routes.filter(function (r) { return r.kind === g.kind && r.day === g.day; });
      fold.open = g.is_shown; fold.appendChild(el("summary", "k-sub", view.number(own.length) + " " + view.word("panel.vehicles")));
      own.forEach(function (r) { list.appendChild(routeItem(r)); });
      fold.appendChild(list); box.appendChild(fold);
      return box;
    }

    function routeItem(r) {
      var li = el("li"), space = "http://www.w3.org/2000/svg";
      var swatch = document.createElementNS(space, "svg"), line = document.createElementNS(space, "line");
      swatch.setAttribute("class", "k-swatch"); swatch.setAttribute("viewBox", "0 0 34 8"); swatch.setAttribute("aria-hidden", "true");
      [["x1", 1], ["x2", 33], ["y1", 4], ["y2", 4], ["stroke-width", r.kind === "convoy" ? 4 : 2.5],
        ["stroke", view.colours.route[r.colour % view.colours.route.length]]].forEach(function (a) { line.setAttribute(a[0], a[1]); });
      if (view.colours.dash[r.day % 6]) { line.setAttribute("stroke-dasharray", view.colours.dash[r.day % 6]); }
      swatch.appendChild(line); li.appendChild(swatch);
      var text = el("span", "k-stop-text"); text.appendChild(el("strong", "", r.vehicle[view.state.lang]));
      text.appendChild(el("span", "k-sub", r.total_text[view.state.lang]));
      li.appendChild(text);
      return li;
    }

    function legend() {
      var box = el("section", "k-section"); box.appendChild(el("h2", "", view.word("panel.legend")));
      box.appendChild(KembaraLegend.build(view));
      return box;
    }

    function render() {
      var isAggregatesOnly = !payload.recommended.length && !payload.routes.length;  // an official's map promises nothing
      root.replaceChildren.apply(root, [header(), notes()].concat(isAggregatesOnly ? [] : [stops(), routes()], legend()));
      root.appendChild(el("footer", "k-foot", payload.footer[view.state.lang]));
    }

    render();
    view.map.on("overlayadd overlayremove", function () {
      Object.keys(checks).forEach(function (key) { checks[key].checked = view.map.hasLayer(view.groups[key]); });
    });
    return {
      select: function (id) {
        Object.keys(items).forEach(function (key) {
          items[key].classList.toggle("is-on", key === id);
          items[key].setAttribute("aria-current", String(key === id));
        });
        if (items[id]) { items[id].scrollIntoView({ block: "nearest" }); }
      }
    };
  }
  return { attach: attach };
})();
