/* What the map tells of a hotspot, a recommended stop, a visit or a depot. Every text is set as text, never as HTML. */
window.KembaraCards = (function () {
  "use strict";
  function el(tag, cls, text) {
    var node = document.createElement(tag);
    if (cls) { node.className = cls; }
    if (text !== undefined && text !== null) { node.textContent = String(text); }
    return node;
  }

  function rows(parent, pairs) {
    var list = el("dl", "k-facts");
    pairs.forEach(function (pair) {
      if (pair[1] === "" || pair[1] === null || pair[1] === undefined) { return; }
      list.appendChild(el("dt", "", pair[0])); list.appendChild(el("dd", "", pair[1]));
    });
    parent.appendChild(list);
  }

  // `say` holds the reader's words: word(key), why(item), number(n, digits), lang().
  function create(say) {
    var word = say.word, number = say.number;
    function gradeText(grade) { return word("grade." + grade); }

    function hotspotCard(h) {
      var card = el("div", "k-card");
      card.appendChild(el("h3", "", h.name));
      if (h.why_ms) { card.appendChild(el("p", "", say.why(h))); }
      rows(card, [
        [word("households"), number(h.households)],
        [word("score"), number(h.score, 1)],
        [word("rate"), h.rate === null ? null : number(h.rate, 1) + (h.rate_low === null ? "" : " (" + number(h.rate_low, 1) + "–" + number(h.rate_high, 1) + ")")],
        [word("rank"), h.rank + " (" + h.rank_low + "–" + h.rank_high + ")"],
        [word("p_top_k"), h.p_top_k === null ? null : number(h.p_top_k * 100) + " %"],
        [word("cluster"), h.cluster_text ? h.cluster_text[say.lang()] : null],
        [word("district"), h.police_district], [word("parliament"), h.parliament],
        [word("grade"), gradeText(h.grade)]
      ]);
      return card;
    }

    function stopCard(s) {
      var card = el("div", "k-card");
      card.appendChild(el("h3", "", s.rank + ". " + s.name));
      card.appendChild(el("p", "", say.why(s)));
      rows(card, [
        [word("households"), number(s.households)], [word("bring"), s.bring[say.lang()]],
        [word("when"), s.when[say.lang()]], [word("p_top_k"), s.p_top_k === null ? null : number(s.p_top_k * 100) + " %"],
        [word("runner_up"), s.runner_up], [word("district"), s.police_district],
        [word("parliament"), s.parliament], [word("grade"), gradeText(s.grade)]
      ]);
      return card;
    }

    function depotCard(d) {
      var card = el("div", "k-card"); card.appendChild(el("h3", "", d.name));
      rows(card, [[word("baskets_in_stock"), number(d.stock)]]);
      return card;
    }

    function visitCard(route, v) {
      var card = el("div", "k-card");
      card.appendChild(el("h3", "", v.name));
      rows(card, [
        [word("vehicle"), route.vehicle[say.lang()] + " · " + route.day_text[say.lang()]], [word("order"), v.order],
        [word("arrive"), v.arrive], [word("leave"), v.leave],
        [word("households"), v.households || null], [word("baskets"), v.baskets || null]
      ]);
      return card;
    }

    return { hotspot: hotspotCard, stop: stopCard, visit: visitCard, depot: depotCard, grade: gradeText };
  }

  return { create: create, el: el };
})();
