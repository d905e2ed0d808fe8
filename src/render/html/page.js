// @ts-check
/**
 * What the page can do beyond being read: sort tables, and filter the quotes of its pool. It is put into the page as it
 * stands and asks nothing of anybody else. Words of reviews are set as text, never as markup.
 *
 * @typedef {import('./pool.js').PagePool} PagePool
 * @typedef {PagePool['quotes'][number]} Quote
 */
(() => {
  document.documentElement.classList.add('js');
  for (const table of document.querySelectorAll('table.sorts'))
    makeSortable(/** @type {HTMLTableElement} */ (table));
  const data = document.getElementById('pool');
  const filters = /** @type {HTMLFormElement | null} */ (document.getElementById('filters'));
  if (data && filters) showPool(JSON.parse(data.textContent ?? ''), filters);

  // ─── paper ───

  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [
      .../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('details:not([open])')),
    ];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    opened = [];
  });

  // ─── tables ───

  /** @param {HTMLTableElement} table */
  function makeSortable(table) {
    const body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
    const original = [...body.rows];
    const heads = [...table.querySelectorAll('thead th')];
    for (const head of heads) {
      if (!head.hasAttribute('data-sort')) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const numeric = head.classList.contains('number');
        // Numbers begin with the largest, names with A; a third press gives the first order back.
        const turns = numeric ? ['descending', 'ascending', 'none'] : ['ascending', 'descending', 'none'];
        const next = turns[(turns.indexOf(head.getAttribute('aria-sort') ?? 'none') + 1) % 3] ?? 'none';
        for (const other of heads) other.removeAttribute('aria-sort');
        if (next !== 'none') head.setAttribute('aria-sort', next);
        const column = /** @type {HTMLTableCellElement} */ (head).cellIndex;
        body.replaceChildren(
          ...(next === 'none' ? original : sorted(original, column, numeric, next === 'ascending')),
        );
      });
    }
  }

  /**
   * @param {HTMLTableRowElement[]} rows
   * @param {number} column
   * @param {boolean} numeric
   * @param {boolean} ascending
   */
  function sorted(rows, column, numeric, ascending) {
    const keyed = rows.map((row) => {
      const text = row.cells[column]?.textContent?.trim() ?? '';
      return { row, text, value: numeric ? numberIn(text) : null };
    });
    const way = ascending ? 1 : -1;
    keyed.sort((a, b) => {
      if (!numeric) return way * a.text.localeCompare(b.text, 'en', { numeric: true });
      // Where nobody said anything there is no number: last, whichever way.
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return way * (a.value - b.value);
    });
    return keyed.map(({ row }) => row);
  }

  /**
   * The number a cell begins with: `1,234 (12 %)` → 1234, `~72` → 72, `<1 %` → 0.5; null for `–` and words.
   * @param {string} text
   */
  function numberIn(text) {
    const found = /^([~<>]?)([+−-]?)([\d,]+(?:\.\d+)?)/.exec(text);
    if (!found) return null;
    const value = Number(found[3]?.replaceAll(',', ''));
    return (found[2] === '−' || found[2] === '-' ? -value : value) - (found[1] === '<' ? 0.5 : 0);
  }

  // ─── quotes ───

  /**
   * @param {PagePool} pool
   * @param {HTMLFormElement} form
   */
  function showPool(pool, form) {
    const list = /** @type {HTMLElement} */ (document.getElementById('quote-list'));
    const shown = /** @type {HTMLElement} */ (document.getElementById('shown'));
    const more = /** @type {HTMLButtonElement} */ (document.getElementById('more'));
    const step = pool.first * 2;
    let howMany = pool.first;

    /** @param {string} name */
    const field = (name) =>
      /** @type {HTMLSelectElement | HTMLInputElement | null} */ (form.elements.namedItem(name));
    /** @param {string} name */
    const chosen = (name) => {
      const value = field(name)?.value ?? '';
      return value === '' ? null : Number(value);
    };

    pool.groups.forEach(({ values }, i) => {
      const select = field(`group-${i}`);
      values.forEach((value, index) => {
        const option = document.createElement('option');
        option.value = String(index);
        option.textContent = value;
        select?.append(option);
      });
    });

    /** What the filters ask for now. */
    const wish = () => ({
      axis: field('axis')?.value ?? '',
      theme: chosen('theme'),
      praise: chosen('polarity'),
      groups: pool.groups.map((_, i) => chosen(`group-${i}`)),
      period: chosen('period'),
      words: (field('words')?.value ?? '').trim().toLowerCase(),
    });

    /**
     * The tags of a quote that the filters speak of.
     * @param {Quote} quote
     * @param {ReturnType<typeof wish>} asked
     */
    const tagsOf = (quote, asked) =>
      quote.s.filter(
        ([theme, praise]) =>
          (asked.theme === null || theme === asked.theme) &&
          (asked.praise === null || praise === asked.praise) &&
          (asked.axis === '' || pool.themes[theme]?.axis === asked.axis),
      );

    function draw() {
      const asked = wish();
      const found = pool.quotes.filter(
        (quote) =>
          tagsOf(quote, asked).length > 0 &&
          asked.groups.every((value, i) => value === null || quote.g[i] === value) &&
          (asked.period === null || quote.p === asked.period) &&
          (asked.words === '' || quote.t.toLowerCase().includes(asked.words)),
      );
      list.replaceChildren(...found.slice(0, howMany).map((quote) => item(quote, tagsOf(quote, asked))));
      more.hidden = found.length <= howMany;
      const n = Math.min(howMany, found.length);
      shown.textContent =
        (found.length === 0
          ? 'No quote of the pool fits.'
          : `${withCommas(n)} of ${withCommas(found.length)} shown`) + saidInAll(asked);
    }

    /**
     * How many reviews say what is asked for, where the report knows it: of one theme, over all groups and periods.
     * @param {ReturnType<typeof wish>} asked
     */
    function saidInAll(asked) {
      const theme = asked.theme === null ? null : pool.themes[asked.theme];
      const narrowed =
        asked.period !== null || asked.words !== '' || asked.groups.some((value) => value !== null);
      if (!theme || narrowed || theme.blame === null || theme.praise === null) return '';
      const parts = [];
      if (asked.praise !== 1) parts.push(`${withCommas(theme.blame)} only blame`);
      if (asked.praise !== 0) parts.push(`${withCommas(theme.praise)} only praise`);
      return ` – of all reviews, ${parts.join(' and ')} ${theme.name}.`;
    }

    /** Only themes of the axis chosen can be chosen. */
    function fitThemes() {
      const axis = field('axis')?.value ?? '';
      const select = /** @type {HTMLSelectElement} */ (field('theme'));
      for (const option of select.options) {
        const other = option.value !== '' && axis !== '' && pool.themes[Number(option.value)]?.axis !== axis;
        option.hidden = other;
        option.disabled = other;
        if (other && option.selected) select.value = '';
      }
    }

    function change() {
      fitThemes();
      howMany = pool.first;
      draw();
    }

    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', change);
    form.addEventListener('reset', () => setTimeout(change));
    more.addEventListener('click', () => {
      const before = Math.min(howMany, list.children.length);
      howMany += step;
      draw();
      // The button may be gone: go on with the first new quote.
      const next = /** @type {HTMLElement | undefined} */ (list.children[before]);
      next?.setAttribute('tabindex', '-1');
      next?.focus();
    });

    // A theme named anywhere on the page leads to its quotes.
    document.addEventListener('click', (event) => {
      const target = /** @type {Element} */ (event.target).closest('[data-theme]');
      if (!target) return;
      const index = pool.themes.findIndex(({ name }) => name === target.getAttribute('data-theme'));
      const select = /** @type {HTMLSelectElement} */ (field('theme'));
      if (![...select.options].some((option) => option.value === String(index))) return;
      form.reset();
      select.value = String(index);
      const polarity = field('polarity');
      if (polarity) polarity.value = target.getAttribute('data-polarity') ?? '';
      change();
      document.getElementById('quotes')?.scrollIntoView();
      shown.setAttribute('tabindex', '-1');
      shown.focus({ preventScroll: true });
      event.preventDefault();
    });

    /**
     * @param {Quote} quote
     * @param {Quote['s']} tags whose evidence is marked
     */
    function item(quote, tags) {
      const words = document.createElement('blockquote');
      words.dir = 'auto';
      let at = 0;
      for (const [start, end] of spansOf(tags)) {
        words.append(quote.t.slice(at, start));
        const mark = document.createElement('mark');
        mark.textContent = quote.t.slice(start, end);
        words.append(mark);
        at = end;
      }
      words.append(quote.t.slice(at));
      const tagged = document.createElement('p');
      tagged.className = 'tags';
      for (const [theme, praise] of quote.s) {
        const tag = document.createElement('span');
        tag.className = praise ? 'tag praise' : 'tag blame';
        tag.textContent = `${pool.themes[theme]?.name}: ${praise ? 'praise' : 'blame'}`;
        tagged.append(tag, ' ');
      }
      const source = document.createElement('p');
      source.className = 'source';
      const groups = quote.g.map((value, i) => (value === null ? null : pool.groups[i]?.values[value]));
      source.append([quote.d, ...groups, `review ${quote.i}`].filter((part) => part != null).join(' · '));
      const li = document.createElement('li');
      li.append(words, tagged, source);
      return li;
    }

    /**
     * The evidence of some tags as stretches that do not overlap.
     * @param {Quote['s']} tags
     */
    function spansOf(tags) {
      /** @type {[number, number][]} */
      const all = [];
      for (const [, , edges] of tags) {
        for (let i = 0; i + 1 < edges.length; i += 2) {
          all.push([/** @type {number} */ (edges[i]), /** @type {number} */ (edges[i + 1])]);
        }
      }
      all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      /** @type {[number, number][]} */
      const apart = [];
      for (const [start, end] of all) {
        const last = apart.at(-1);
        if (last && start <= last[1]) last[1] = Math.max(last[1], end);
        else apart.push([start, end]);
      }
      return apart;
    }

    change();
  }

  /** @param {number} n */
  function withCommas(n) {
    return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
  }
})();
