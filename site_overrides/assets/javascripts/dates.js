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
  // In the patchwork a State and a status are asked of the cells, which may show another date than the page's.
  const columns = [...document.querySelectorAll("th[data-state]")];
  const cellsOf = (row, code) =>
    columns.filter((head) => !code || head.dataset.state === code).map((head) => row.cells[head.cellIndex]);
  const onlyColumn = (code) => {
    for (const head of columns) {
      const hidden = Boolean(code) && head.dataset.state !== code;
      if (head.hidden === hidden) continue;
      for (const row of head.closest("table").rows) row.cells[head.cellIndex].hidden = hidden;
    }
  };
  // Fields and rows agree on names: a row's data-list holds every value of the field "list" that it stands for.
  const tests = {
    from: (row, value) => row.dataset.day > value,
    to: (row, value) => row.dataset.day !== "" && row.dataset.day <= value,
    in: () => true,
    status: (row, value, code) => cellsOf(row, code).some((cell) => cell.classList.contains(`cell-${value}`)),
  };
  const sorted = (rows, name) => {
    const order = [...rows].sort((a, b) => (name ? a.dataset[name].localeCompare(b.dataset[name]) : 0));
    order.forEach((row) => row.parentNode.append(row));
  };
  const holds = (row, name, value) => (row.dataset[name] ?? "").split(" ").includes(value);

  for (const form of document.querySelectorAll("form.filter")) {
    const rows = [...document.querySelectorAll("li[data-list], tr[data-list]")];
    const note = form.querySelector("[role=status]");
    let order = "";
    const apply = () => {
      const chosen = [...new FormData(form)];
      const wanted = chosen.filter(([name, value]) => value && name !== "sort");
      if (form.elements.sort && form.elements.sort.value !== order) sorted(rows, (order = form.elements.sort.value));
      const code = form.elements.in?.value;
      onlyColumn(code);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !wanted.every(([name, value]) => (tests[name] ? tests[name](row, value, code) : holds(row, name, value)));
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
    document.addEventListener("another-date", apply);
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
      const text = rows.map((row) => [...row.cells].filter((cell) => !cell.hidden).map(quoted).join(",")).join("\r\n");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
      link.download = button.dataset.name;
      link.click();
    });
  }

  const state = (spans, day) => {
    const versions = spans.split(" ").map((span) => span.split("/"));
    if (versions.some(([start, end]) => start <= day && (!end || day < end))) return "inForce";
    return versions.every(([start]) => start > day) ? "upcoming" : "ended";
  };

  // What an entry means on a day: in the State whose list it is, and in every other.
  const holding = (spans, day) =>
    spans.split(" ").map((span) => span.split("/")).find(([, start, end]) => start <= day && (!end || day < end))[0];
  const symbols = JSON.parse(document.querySelector("table[data-symbols]")?.dataset.symbols ?? "{}");
  const patchworkOn = (day) => {
    for (const row of document.querySelectorAll("tr[data-own]")) {
      const { today } = row.closest("table").dataset;
      const own = holding(row.dataset.own, day || today);
      const elsewhere = holding(row.dataset.elsewhere, day || today);
      for (const head of columns) {
        const status = head.dataset.state === row.dataset.state ? own : elsewhere;
        const cell = row.cells[head.cellIndex];
        cell.className = `cell cell-${status}`;
        cell.textContent = symbols[status];
      }
    }
  };

  for (const form of document.querySelectorAll("form.as-of")) {
    const field = form.elements["as-of"];
    const note = form.querySelector("[role=status]");
    const shownDay = new Intl.DateTimeFormat(form.dataset.locale, { dateStyle: "long", timeZone: "UTC" });
    const apply = () => {
      const day = field.value;
      patchworkOn(day);
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
      document.dispatchEvent(new Event("another-date"));
      const whole = document.querySelector(".chips[data-spans] .status");
      note.textContent = day && (whole ? whole.textContent : shownDay.format(new Date(day)));
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      put([["as-of", field.value]]);
      apply();
    });
    if (asked.has("as-of")) {
      field.value = asked.get("as-of");
      apply();
    }
  }
})();
