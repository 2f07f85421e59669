"use strict";
// Tables sort by their headings and filter by a word. Without this script they are plain tables.
for (const table of document.querySelectorAll("table.data")) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const headings = Array.from(table.tHead.rows[0].cells);

  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const isNumber = heading.classList.contains("n");
      const first = isNumber ? "descending" : "ascending";
      const second = isNumber ? "ascending" : "descending";
      const order = heading.getAttribute("aria-sort") === first ? second : first;
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const value = (row) => row.cells[column].dataset.sort;
      const compare = isNumber ? (x, y) => Number(x) - Number(y) : (x, y) => x.localeCompare(y, "en", { numeric: true });
      rows.sort((one, other) => {
        const x = value(one);
        const y = value(other);
        if (x === "" || y === "") return (x === "") - (y === ""); // what is undefined stays at the end
        return sign * compare(x, y);
      });
      body.append(...rows);
    });
  });

  if (rows.length > 5) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const output = document.createElement("output");
    const bar = document.createElement("div");
    bar.className = "filter";
    input.type = "search";
    input.setAttribute("aria-label", `Filter: ${table.caption.textContent}`);
    label.append("Filter", input);
    bar.append(label, output);
    const say = (shown) => { output.textContent = `${shown} of ${rows.length} rows`; };
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        shown += row.hidden ? 0 : 1;
      }
      say(shown);
    });
    say(rows.length);
    table.closest(".scroll").before(bar);
  }
}
