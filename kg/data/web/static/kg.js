// On all pages: the switch between light and dark, and suggestions while one types a name. Pages work without.

const root = document.documentElement;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // it lasts as long as the page, then
    }
    document.dispatchEvent(new CustomEvent("themechange"));
  });
}

const PAUSE = 120; // milliseconds after the last key

// A combobox as in the ARIA Authoring Practices: arrows choose, Enter follows, Escape closes.
class Suggestions {
  constructor(form, number) {
    this.form = form;
    this.url = form.dataset.suggest;
    this.fills = "suggestFill" in form.dataset; // a field of a form, not the search
    this.input = form.querySelector("input:not([type=hidden])");
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `suggestions-${number}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label") ?? "");
    this.list.hidden = true;
    form.append(this.list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.follow(event.target.closest("li")));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asking?.abort();
    const words = this.input.value.trim();
    if (!words) return this.close();
    this.asking = new AbortController();
    const url = new URL(this.url, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { signal: this.asking.signal });
      if (answer.ok) this.show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(found) {
    this.list.replaceChildren(
      ...found.map((each, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.url = each.url;
        item.dataset.value = `${each.label} (${each.id})`;
        const more = document.createElement("small");
        more.textContent = each.note;
        item.append(each.label, " ", more);
        return item;
      }),
    );
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.show([]);
  }

  key(event) {
    const items = [...this.list.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && now >= 0) this.follow(items[now]);
    else if (event.key === "ArrowDown" && items.length) this.choose(items, (now + 1) % items.length);
    else if (event.key === "ArrowUp" && items.length) this.choose(items, (now < 1 ? items.length : now) - 1);
    else return;
    event.preventDefault();
  }

  choose(items, index) {
    items.forEach((item, each) => item.setAttribute("aria-selected", String(each === index)));
    this.input.setAttribute("aria-activedescendant", items[index].id);
  }

  follow(item) {
    if (!item) return;
    if (this.fills) {
      this.input.value = item.dataset.value;
      this.close();
    } else {
      location.assign(item.dataset.url);
    }
  }
}

document.querySelectorAll("[data-suggest]").forEach((form, number) => new Suggestions(form, number));
