"use strict";
// Tables sort by their headings and filter by a word. Without this script they are plain tables.
for (const table of document.querySelectorAll("table.data")) {
  const rows = Array.from(table.tBodies); // each with what follows below it
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
      const value = ({ rows: [row] }) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
      const compare = isNumber ? (x, y) => Number(x) - Number(y) : (x, y) => x.localeCompare(y, "en", { numeric: true });
      rows.sort((one, other) => {
        const x = value(one);
        const y = value(other);
        if (x === "" || y === "") return (x === "") - (y === ""); // what is undefined stays at the end
        return sign * compare(x, y);
      });
      table.append(...rows);
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

// A narrow screen folds long tables away.
if (matchMedia("(max-width: 40rem)").matches) {
  for (const long of document.querySelectorAll("details.long")) long.open = false;
  for (const table of document.querySelectorAll("table.data")) {
    if (table.tBodies.length <= 6 || table.closest("details")) continue;
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    details.className = "long";
    summary.textContent = `${table.tBodies.length} rows: ${table.caption.textContent}`;
    const scroll = table.closest(".scroll");
    scroll.before(details);
    if (details.previousElementSibling?.classList.contains("filter")) details.append(details.previousElementSibling);
    details.prepend(summary);
    details.append(scroll);
  }
}

// How many letters have to be put in, taken out or changed to make one text the other (Levenshtein 1966).
function editDistance(one, other) {
  let above = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let place = 1; place <= other.length; place += 1) {
      const changed = above[place - 1] + (one[row - 1] === other[place - 1] ? 0 : 1);
      current.push(Math.min(changed, above[place] + 1, current[place - 1] + 1));
    }
    above = current;
  }
  return above[other.length];
}

// A search box over all drugs and events of the report.
const index = document.getElementById("index");
const search = document.querySelector(".search");
if (index && search) {
  const listed = JSON.parse(index.textContent);
  const places = new Map(listed.map(([name, path]) => [name, index.dataset.top + path]));
  // brands, codes and salts lead to their drug
  const others = new Map(listed.flatMap(([name, , ...more]) => more.map((other) => [other, name])));
  const input = search.querySelector("input");
  const output = search.querySelector("output");
  const options = Array.from(places.keys(), (name) => {
    const option = document.createElement("option");
    option.value = name;
    return option;
  });
  search.querySelector("datalist").append(...options);
  const go = () => {
    const wanted = input.value.trim().toLowerCase();
    if (!wanted) return;
    const names = Array.from(places.keys());
    const holding = names.filter((one) => one.toLowerCase().includes(wanted));
    // a title without its kind or name in brackets is a whole name, too
    const name = names.find((one) => one.toLowerCase() === wanted) ?? others.get(wanted)
      ?? names.find((one) => one.toLowerCase().replace(/ \([^)]*\)$/, "") === wanted)
      ?? (new Set(holding.map((one) => places.get(one))).size === 1 ? holding[0] : undefined);
    if (name) { location.href = places.get(name); return; }
    if (holding.length) {
      output.replaceChildren(...holding.slice(0, 10).flatMap((one) => {
        const link = document.createElement("a");
        link.href = places.get(one);
        link.textContent = one;
        return [link, " "];
      }));
      if (holding.length > 10) output.append(`and ${holding.length - 10} more`);
      return;
    }
    const known = [...names.map((one) => [one.toLowerCase(), one]), ...others];
    const [distance, near] = known.map(([text, one]) => [editDistance(text, wanted), one]).sort((x, y) => x[0] - y[0])[0];
    const suggestion = distance <= Math.max(1, Math.floor(wanted.length / 5)) ? ` Did you mean ${near}?` : "";
    output.textContent = `No watched drug or event is called ${input.value.trim()}.${suggestion}`;
  };
  search.addEventListener("submit", (event) => { event.preventDefault(); go(); });
  input.addEventListener("input", (event) => {
    output.textContent = "";
    // a name that is chosen from the list leads there at once; one that is typed may be the beginning of another
    const isChosen = !event.inputType || event.inputType === "insertReplacementText";
    if (isChosen && places.has(input.value)) go();
  });
  search.hidden = false;
}

// What pointing at a mark of a chart says stands below the chart at once.
for (const chart of document.querySelectorAll(".chart")) {
  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("aria-hidden", "true");
  chart.after(said);
  chart.addEventListener("pointerover", (event) => {
    const title = event.target.closest("path")?.querySelector("title");
    if (title) said.textContent = title.textContent;
  });
}

// Of sections that show the same in several analyses, the one that is chosen is shown.
for (const choice of new Set(Array.from(document.querySelectorAll("[data-choice]"), (one) => one.dataset.choice))) {
  const sections = Array.from(document.querySelectorAll(`[data-choice="${choice}"]`));
  if (sections.length < 2) continue;
  const box = document.createElement("fieldset");
  const legend = document.createElement("legend");
  box.className = "choice";
  legend.textContent = `Choose the ${choice}`;
  box.append(legend);
  sections.forEach((section, number) => {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = choice;
    radio.checked = number === 0;
    section.hidden = number !== 0;
    radio.addEventListener("change", () => sections.forEach((one) => { one.hidden = one !== section; }));
    label.append(radio, section.querySelector("h2").textContent);
    box.append(label);
  });
  sections[0].before(box);
}
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});
