import type { Unit } from '../../../infra/observability/src/dashboard.ts'

/** Prints a value with its unit as Grafana does. */
export const printValue = (value: number, unit: Unit): string => {
  if (!Number.isFinite(value)) return '–'
  if (value === 0) return unit === 'currencyUSD' ? '$0' : '0'
  switch (unit) {
    case 'currencyUSD':
      return `$${scaled(value, 1_000, ['', 'K', 'M'])}`
    case 'percentunit':
      return `${digits(value * 100)}%`
    case 's':
      return printSeconds(value)
    case 'bytes':
      return scaled(value, 1_024, [' B', ' KiB', ' MiB', ' GiB'])
    case 'Bps':
      return scaled(value, 1_000, [' B/s', ' kB/s', ' MB/s', ' GB/s'])
    case 'reqps':
      return `${scaled(value, 1_000, ['', 'K'])} req/s`
    case 'short':
      return scaled(value, 1_000, ['', ' K', ' Mil'])
  }
}

const digits = (value: number): string => String(Number(value.toPrecision(3)))

const scaled = (value: number, step: number, names: readonly string[]): string => {
  const power = Math.max(0, Math.min(names.length - 1, Math.floor(Math.log(value) / Math.log(step))))
  return `${digits(value / step ** power)}${names[power]}`
}

const printSeconds = (value: number): string => {
  if (value < 0.001) return `${digits(value * 1e6)} µs`
  return value < 1 ? `${digits(value * 1_000)} ms` : `${digits(value)} s`
}
