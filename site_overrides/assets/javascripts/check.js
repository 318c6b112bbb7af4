// Answers which control applies to a code in a Member State on a date, from the published data. The question stands in
// the address. Nothing is decided here: every status, date and act is in the file.
(() => {
  const form = document.querySelector("form.check");
  if (!form) return;
  const words = JSON.parse(form.dataset.words);
  const place = document.querySelector(".answer");
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const padded = (text) => text.replace(/^(\d[a-z])(\d{1,2})(?!\d)/, (_, head, number) => head + number.padStart(3, "0"));
  const files = {};
  const load = (name) => (files[name] ??= fetch(form.dataset[name]).then((answer) => answer.json()));
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const shown = (day) =>
    new Intl.DateTimeFormat(form.dataset.locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));

  // A paragraph without versions of its own means what the paragraph or entry above it means.
  const holder = (entries, list, code) => {
    for (let name = code; name; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
      const found = entries.find((entry) => entry.list === list && entry.code === name);
      if (found) return found;
    }
    return null;
  };

  const line = (row, entry, lists, state, day) => {
    const [code, label, list, address] = row;
    const own = lists[list].kind === "union" || lists[list].issuer === state;
    const span = (own ? entry.own : entry.elsewhere).find(
      (each) => (!each.from || each.from <= day) && (!each.until || day < each.until)
    );
    const item = element("li", "", { class: `found status-of-${span.status}` });
    item.append(`${lists[list].issuer.toUpperCase()} `);
    item.append(element("a", code, { href: form.dataset.root + address, class: "code" }), ` ${label} `);
    item.append(element("strong", words[span.status]));
    if (span.from) item.append(` – ${words.since.replace("%(date)s", shown(span.from))}`);
    if (span.evidence !== "verified") item.append(` (${words.unverified})`);
    for (const act of span.acts) {
      item.append(" · ", element("a", act, { href: `${form.dataset.root}changes/${act}/`, class: "code" }));
    }
    const feed = `${form.dataset.root}feeds/entry/${list}/${code.split(".")[0]}.rss`;
    item.append(" · ", element("a", `${words.follow}: RSS`, { href: feed }));
    return item;
  };

  // What a general authorisation covers by its data. A code stands for all that is below it, and conditions come on top.
  const covers = (each, code) => {
    const named = (wide, narrow) => wide === narrow || narrow.startsWith(`${wide}.`);
    if (!each.covers_all) return each.covers.some((item) => named(item, code) || named(code, item));
    const group = code[1];
    if (each.excluded_groups.includes(group) || each.excludes.some((item) => named(item, code))) return false;
    return !each.covered_groups.length || each.covered_groups.includes(group);
  };
  const reaches = ({ all_except, countries }, destination) => countries.includes(destination) !== all_except;

  const help = async (codes, destination, state, day) => {
    const { authorisations } = await load("authorisations");
    // What is not recorded excludes nothing: a national authorisation whose items or destinations are not known is named.
    const found = authorisations.filter(
      (each) =>
        (each.issuer === "eu" ? codes.length : each.issuer === state) &&
        !(each.in_force && each.in_force > day) &&
        !(each.ended && each.ended <= day) &&
        (!each.destinations || reaches(each.destinations, destination)) &&
        (each.covers_all === null || codes.some((code) => covers(each, code)))
    );
    const union = found.filter(({ issuer }) => issuer === "eu");
    const national = found.filter(({ issuer }) => issuer !== "eu");
    return [
      ...(union.length ? named(words.authorisations, union) : [element("p", words["no-authorisation"])]),
      ...(national.length ? named(words["national-authorisations"], national) : []),
      ...(found.length ? [element("p", words.conditions, { class: "note" })] : []),
    ];
  };
  const named = (title, all) => {
    const list = document.createElement("ul");
    const language = document.documentElement.lang;
    for (const { id, number, labels } of all) {
      const address = `${form.dataset.root}authorisations/#${id}`;
      const item = element("li", "");
      const link = element("a", number ?? labels[language] ?? labels.en, { href: address, class: "code" });
      item.append(link, ` ${(number && (labels[language] ?? labels.en)) || ""}`);
      list.append(item);
    }
    return [element("h3", title), list];
  };

  // Digits alone are a customs code: those that start with it, or that it starts with, are meant.
  const meantBy = (code, customs) => {
    const digits = /^[\d\s.]{4,}$/.test(code) && plain(code);
    return Object.entries(customs)
      .filter(([known]) => digits && (known.startsWith(digits) || digits.startsWith(known)))
      .flatMap(([, codes]) => codes.map(([list, name]) => `${list} ${name}`));
  };

  const answer = async () => {
    const { code, state, date, destination } = form.elements;
    const today = new Date().toISOString().slice(0, 10);
    const day = date?.value || today;
    const [table, data] = await Promise.all([load("find"), load("table")]);
    const wanted = new Set([plain(code.value), padded(plain(code.value))]);
    const meant = meantBy(code.value, data.customs_codes);
    const rows = table.filter(
      (row) => data.lists[row[2]] && (wanted.has(plain(row[0])) || meant.includes(`${row[2]} ${row[0]}`))
    );
    const list = document.createElement("ul");
    for (const row of rows) {
      const entry = holder(data.entries, row[2], row[0]);
      if (entry) list.append(line(row, entry, data.lists, state.value, day));
    }
    const asked = [code.value, state.selectedOptions[0].textContent];
    if (destination.value) asked.push(`→ ${destination.selectedOptions[0].textContent}`);
    if (date) asked.push(words.on.replace("%(date)s", shown(day)));
    const union = rows.filter((row) => data.lists[row[2]].kind === "union").map((row) => row[0]);
    const more = destination.value && rows.length ? await help(union, destination.value, state.value, day) : [];
    const found = rows.length ? list : element("p", words.nothing, { class: "notice" });
    place.replaceChildren(element("h2", asked.join(", ")), found, ...more);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const kept = [...new FormData(form)].filter(([, value]) => value);
    history.replaceState(null, "", `?${new URLSearchParams(kept)}`);
    answer();
  });
  const asked = new URLSearchParams(location.search);
  for (const field of form.elements) if (field.name && asked.has(field.name)) field.value = asked.get(field.name);
  if (asked.get("code")) answer();
})();
