import { html } from 'hono/html'
import { printJson } from '@gptget/api/document'
import type { ResolvedOperation } from '@gptget/api/document'
import type { Html } from './html.ts'
import type { Endpoint } from './reference.ts'

type Parameter = NonNullable<ResolvedOperation['parameters']>[number]

/** A form that calls the operation with the reader's key. Hidden without scripts, which it needs. */
export const renderTryIt = ({ method, path, operation }: Endpoint): Html =>
  html`<details class="try-it" data-script hidden>
    <summary>Try it</summary>
    ${renderForm(method, path, operation)}
  </details>`

/** The form: the key, the parameters, the body, and the response. */
const renderForm = (
  method: string,
  path: string,
  { parameters = [], requestBody }: Pick<ResolvedOperation, 'parameters' | 'requestBody'>,
): Html =>
  html`<form class="try" method="post" data-method="${method.toUpperCase()}" data-path="${path}">
    <label class="try-field"
      ><span>Key</span
      ><input
        name="key"
        type="password"
        required
        placeholder="sk-getgpt-…"
        autocomplete="off"
        spellcheck="false"
    /></label>
    ${parameters.map(renderParameter)} ${renderBody(requestBody)}
    <p class="try-buttons">
      <button type="submit" class="button try-send">Send</button>
      <button type="button" class="button quiet try-stop" hidden>Stop</button>
      <span class="try-status" role="status"></span>
    </p>
    <pre class="code try-output" tabindex="0" hidden></pre>
  </form>`

const renderParameter = ({ name, in: place, required, example }: Parameter): Html =>
  html`<label class="try-field"
    ><span>${name}</span
    ><input
      name="${name}"
      data-in="${place}"
      value="${required && example !== undefined ? String(example) : ''}"
      ${required ? 'required' : ''}
      autocomplete="off"
      spellcheck="false"
  /></label>`

const renderBody = (requestBody: ResolvedOperation['requestBody']): Html | string => {
  const example = Object.values(requestBody?.content['application/json']?.examples ?? {})[0]
  if (requestBody === undefined) return ''
  return html`<label class="try-field wide"
    ><span>Body</span
    ><textarea name="body" rows="10" spellcheck="false">${printJson(example?.value ?? {})}</textarea>
  </label>`
}
