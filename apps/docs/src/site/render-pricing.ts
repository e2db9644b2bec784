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
      Prices are US dollars per million tokens. Where several providers serve a model, the highest of their
      prices is shown; the answer says what was charged. <code>GET /v1/models</code> has every class of token,
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
                <td>${dollars(price.input)}</td>
                <td>${dollars(price.cacheRead)}</td>
                <td>${dollars(price.output)}</td>
              </tr>`,
          )}
      </tbody>
    </table>
  </div>`
}

const dollars = (nanoUsd: bigint | undefined): string =>
  nanoUsd === undefined ? '–' : `$${formatUsd(nanoUsd)}`
