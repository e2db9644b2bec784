export type Bar = { title: string; value: number | null; isOurs: boolean }
export type Panel = { title: string; digits: number; bars: Bar[] }

const WIDTH = 760
const LABEL_WIDTH = 230
const BAR_HEIGHT = 18
const GAP = 6
const PANEL_HEAD = 44
/** The width of the figure next to the longest bar. */
const FIGURE_WIDTH = 70

/** Draws a panel of bars for each measure as SVG text, readable on white and black. */
export const drawChart = (panels: readonly Panel[], caption: string): string => {
  const heights = panels.map(({ bars }) => PANEL_HEAD + bars.length * (BAR_HEIGHT + GAP))
  const height = heights.reduce((sum, one) => sum + one, 0) + 40
  let top = 0
  const drawn = panels.map((panel, index) => {
    const group = `<g transform="translate(0 ${top})">${drawPanel(panel)}</g>`
    top += heights[index]!
    return group
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13">`,
    '<style>text{fill:#1f2328}.ours{fill:#0a7d5a}.other{fill:#9aa4af}.small{font-size:11px;opacity:.75}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#2fbf8f}.other{fill:#6e7681}}</style>',
    ...drawn,
    `<text class="small" x="0" y="${top + 24}">${escape(caption)}</text>`,
    '</svg>\n',
  ].join('\n')
}

const drawPanel = ({ title, digits, bars }: Panel): string => {
  const most = Math.max(...bars.map(({ value }) => value ?? 0), Number.MIN_VALUE)
  const rows = bars.map(({ title: name, value, isOurs }, index) => {
    const y = PANEL_HEAD - 10 + index * (BAR_HEIGHT + GAP)
    const length = (Math.max(0, value ?? 0) / most) * (WIDTH - LABEL_WIDTH - FIGURE_WIDTH)
    const figure = value === null ? 'not measured' : value.toFixed(digits)
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${y + 13}" text-anchor="end"${isOurs ? ' font-weight="600"' : ''}>${escape(name)}</text>`,
      `<rect class="${isOurs ? 'ours' : 'other'}" x="${LABEL_WIDTH}" y="${y}" width="${Math.max(1, length).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
      `<text x="${(LABEL_WIDTH + length + 6).toFixed(1)}" y="${y + 13}">${figure}</text>`,
    ].join('')
  })
  return [`<text x="0" y="20" font-weight="600">${escape(title)}</text>`, ...rows].join('\n')
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
