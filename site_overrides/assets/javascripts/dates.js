// Filters tables of changes, and shows entries as of another date. What is chosen stands in the address; without this
// script every page shows all changes, and the register as of the day on which it was built.
(() => {
  const asked = new URLSearchParams(location.search);
  const put = (values) => {
    const kept = new URLSearchParams(location.search);
    for (const [name, value] of values) value ? kept.set(name, value) : kept.delete(name);
    const query = kept.toString();
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
  };
  // Fields and rows agree on names: a row's data-list holds every value of the field "list" that it stands for.
  const tests = {
    from: (row, value) => row.dataset.day > value,
    to: (row, value) => row.dataset.day !== "" && row.dataset.day <= value,
  };
  const sorted = (rows, name) => {
    const order = [...rows].sort((a, b) => (name ? a.dataset[name].localeCompare(b.dataset[name]) : 0));
    order.forEach((row) => row.parentNode.append(row));
  };
  const holds = (row, name, value) => (row.dataset[name] ?? "").split(" ").includes(value);

  for (const form of document.querySelectorAll("form.filter")) {
    const rows = [...document.querySelectorAll("li[data-list], tr[data-list]")];
    const note = form.querySelector("[role=status]");
    const apply = () => {
      const chosen = [...new FormData(form)];
      const wanted = chosen.filter(([name, value]) => value && name !== "sort");
      if (form.elements.sort) sorted(rows, form.elements.sort.value);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !wanted.every(([name, value]) => (tests[name] ? tests[name](row, value) : holds(row, name, value)));
        shown += !row.hidden;
      }
      for (const part of document.querySelectorAll("section")) {
        const inside = rows.filter((row) => part.contains(row));
        part.hidden = inside.length > 0 && inside.every((row) => row.hidden);
      }
      note.textContent = form.dataset.shown.replace("%(shown)s", shown).replace("%(all)s", rows.length);
    };
    for (const field of form.elements) if (field.name && asked.has(field.name)) field.value = asked.get(field.name);
    form.addEventListener("change", () => (put(new FormData(form)), apply()));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  }

  // The rows that are shown, as a file: made here, for it holds what was chosen here.
  for (const button of document.querySelectorAll("button.download")) {
    const quoted = (cell) => {
      const text = cell.textContent.trim().replace(/\s+/g, " ");
      return `"${(/^[=+\-@]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    };
    button.addEventListener("click", () => {
      const rows = [...document.querySelectorAll("table tr")].filter((row) => !row.hidden);
      const text = rows.map((row) => [...row.cells].map(quoted).join(",")).join("\r\n");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
      link.download = button.dataset.name;
      link.click();
    });
    button.hidden = false;
  }

  const state = (spans, day) => {
    const versions = spans.split(" ").map((span) => span.split("/"));
    if (versions.some(([start, end]) => start <= day && (!end || day < end))) return "inForce";
    return versions.every(([start]) => start > day) ? "upcoming" : "ended";
  };

  for (const form of document.querySelectorAll("form.as-of")) {
    const field = form.elements["as-of"];
    const note = form.querySelector("[role=status]");
    const shownDay = new Intl.DateTimeFormat(form.dataset.locale, { dateStyle: "long", timeZone: "UTC" });
    const apply = () => {
      const day = field.value;
      for (const part of document.querySelectorAll("[data-spans]")) {
        const found = day ? state(part.dataset.spans, day) : "inForce";
        if (part.classList.contains("variant")) {
          if (day) part.hidden = found !== "inForce";
          continue;
        }
        part.classList.toggle("not-in-force", found !== "inForce");
        const status = part.querySelector(":scope > .status, :scope > td > .status");
        if (!status) continue;
        status.dataset.now ??= status.textContent;
        const words = form.dataset[found].replace("%(date)s", day && shownDay.format(new Date(day)));
        status.textContent = day ? words : status.dataset.now;
      }
      const whole = document.querySelector(".chips[data-spans] .status");
      note.textContent = day && whole ? whole.textContent : "";
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      put([["as-of", field.value]]);
      apply();
    });
    form.hidden = false;
    if (asked.has("as-of")) {
      field.value = asked.get("as-of");
      apply();
    }
  }
})();
