import type { CatalogModel } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import { html } from 'hono/html'
import type { Html } from './html.ts'

/** What every model costs that can be called now. null: it cannot be told just now. */
export const renderPricing = (models: readonly CatalogModel[] | null): Html =>
  html`<article class="guide wide">
    <h1>Pricing</h1>
    <p class="lead">
      You pay for what an answer used, at the price of the provider that gave it. There is no subscription and
      no minimum.
    </p>
    <p>
      Prices are US dollars per million tokens, or per unit where a model is counted so. Where several
      providers serve a model, the highest of their prices is shown; the answer says what was charged.
      <code>GET /v1/models</code> has every class of token,
      <a href="/docs/api/readGeneration">a receipt</a> what one answer cost.
    </p>
    ${
      models === null
        ? html`<p role="status">Prices cannot be shown right now. Reload this page in a moment.</p>`
        : renderTable(models)
    }
  </article>`

const renderTable = (models: readonly CatalogModel[]): Html => {
  const available = models.filter(({ isAvailable }) => isAvailable)
  if (available.length === 0)
    return html`<p>No model has a provider yet. The operator adds one with a provider’s key.</p>`
  return html`<div class="table">
    <table class="prices">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Context</th>
          <th scope="col">Input</th>
          <th scope="col">Cached input</th>
          <th scope="col">Output</th>
          <th scope="col">Per unit</th>
        </tr>
      </thead>
      <tbody>
        ${available
          .toSorted((one, other) => one.id.localeCompare(other.id))
          .map(
            ({ id, name, contextTokens, price }) =>
              html`<tr>
                <td><code>${id}</code><span class="soft">${name}</span></td>
                <td>${contextTokens === null ? '–' : contextTokens.toLocaleString('en')}</td>
                <td>${tokens(price, price.input)}</td>
                <td>${dollars(price.cacheRead)}</td>
                <td>${tokens(price, price.output)}</td>
                <td>${unitsOf(price).join(', ') || '–'}</td>
              </tr>`,
          )}
      </tbody>
    </table>
  </div>`
}

type Price = CatalogModel['price']

/** What is counted in units alone has no price of tokens, which is not the same as a price of nothing. */
const tokens = (price: Price, nanoUsd: bigint): string =>
  price.input === 0n && price.output === 0n && unitsOf(price).length > 0 ? '–' : dollars(nanoUsd)

const UNITS = {
  request: 'a request',
  perImage: 'an image',
  perSecond: 'a second',
  perMinute: 'a minute',
  perMillionCharacters: 'a million characters',
} as const satisfies Partial<Record<keyof Price, string>>

/** `$0.04 an image`; of several prices, from which on. */
const unitsOf = ({ variants = [], ...price }: Price): string[] =>
  Object.entries(UNITS).flatMap(([name, words]) => {
    const unit = name as keyof typeof UNITS
    const others = unit === 'request' ? [] : variants.flatMap((variant) => variant[unit] ?? [])
    const all = [price[unit] ?? [], ...others].flat()
    if (all.length === 0) return []
    const least = all.reduce((one, other) => (one < other ? one : other))
    return [`${new Set(all).size > 1 ? 'from ' : ''}${dollars(least)} ${words}`]
  })

const dollars = (nanoUsd: bigint | undefined): string =>
  nanoUsd === undefined ? '–' : `$${formatUsd(nanoUsd)}`
