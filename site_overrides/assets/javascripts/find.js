// The code box: finds codes however they are typed (3a1a5, 3A001.a.5, 3A001A5A) and words of labels, without a server.
(() => {
  const form = document.querySelector(".find");
  const input = form.querySelector(".find__input");
  const list = form.querySelector(".find__results");
  const none = form.querySelector(".find__none");
  const most = 12;
  let table;
  let active = -1;

  // 3A001.a.5 -> 3a001a5. What is typed may leave out dots, zeros of the number, and care about case.
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const padded = (text) => text.replace(/^(\d[a-z])(\d{1,2})(?!\d)/, (_, head, number) => head + number.padStart(3, "0"));
  // Letters that have no accent to take off, as people type them on another keyboard.
  const letters = { ł: "l", đ: "d", ħ: "h", ø: "o", æ: "ae", ß: "ss", ı: "i", "’": "'" };
  const folded = (text) =>
    text.toLowerCase().replace(/[łđħøæßı’]/g, (letter) => letters[letter]).normalize("NFD").replace(/\p{M}/gu, "");

  const load = () => {
    table ??= fetch(form.dataset.table)
      .then((answer) => answer.json())
      .then((rows) => rows.map((row) => [...row, plain(row[0]), folded(row[1])]));
    return table;
  };

  const search = (rows, text) => {
    const code = plain(text);
    const starts = [...new Set([code, padded(code)])];
    const found = rows.filter((row) => starts.some((start) => row[4].startsWith(start)));
    found.sort((a, b) => a[4].length - b[4].length);
    const wanted = folded(text).split(/\s+/).filter(Boolean);
    const named = wanted.length ? rows.filter((row) => wanted.every((word) => row[5].includes(word))) : [];
    return [...new Set([...found, ...named])].slice(0, most);
  };

  const choose = (index) => {
    const options = [...list.children];
    active = Math.max(-1, Math.min(index, options.length - 1));
    options.forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const show = (rows) => {
    list.replaceChildren(
      ...rows.map(([code, label, identifier, address], position) => {
        const option = document.createElement("li");
        option.id = `found-${position}`;
        option.setAttribute("role", "option");
        const link = document.createElement("a");
        link.href = form.dataset.root + address;
        link.tabIndex = -1;
        for (const [name, text] of [["code", code], ["label", label], ["note", identifier]]) {
          const part = document.createElement("span");
          part.className = name;
          part.textContent = text;
          link.append(part, " ");
        }
        option.append(link);
        return option;
      })
    );
    none.textContent = rows.length ? "" : form.dataset.none;
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    choose(rows.length ? 0 : -1);
  };

  const update = async () => {
    const text = input.value.trim();
    if (!text) {
      none.textContent = "";
      close();
      return;
    }
    const rows = await load();
    if (text === input.value.trim()) show(search(rows, text));
  };

  const follow = () => {
    const option = list.children[Math.max(active, 0)];
    if (option && !list.hidden) location.assign(option.querySelector("a").href);
  };

  input.addEventListener("focus", load, { once: true });
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active - 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await update();
    follow();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    update();
  }
})();
