'use strict'

/** Calls the API from the page with the reader's own key, which stays in this tab and is sent only to this host. */

const KEY = 'gptget-key'

const rememberedKey = () => {
  try {
    return sessionStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}

const rememberKey = (key) => {
  try {
    sessionStorage.setItem(KEY, key)
  } catch {
    // Private windows may forbid storage. The key must then be entered again on the next page.
  }
}

const fieldsOf = (form, place) =>
  [...form.querySelectorAll(`[data-in="${place}"]`)].filter(({ value }) => value.trim() !== '')

/** The request that a form describes. */
const requestOf = (form) => {
  const { method, path } = form.dataset
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(form.querySelector(`[data-in="path"][name="${name}"]`).value.trim()),
  )
  const url = new URL(filled, location.origin)
  for (const { name, value } of fieldsOf(form, 'query')) url.searchParams.set(name, value.trim())
  const headers = { authorization: `Bearer ${form.elements.key.value.trim()}` }
  for (const { name, value } of fieldsOf(form, 'header')) headers[name] = value.trim()
  const body = form.elements.body?.value
  if (body !== undefined) headers['content-type'] = 'application/json'
  return [url, { method, headers, body }]
}

const printBody = async (response, output) => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    output.textContent = text
  }
  if (!response.headers.get('content-type')?.includes('application/json')) return
  try {
    output.textContent = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // Text that is not JSON is shown unchanged.
  }
}

const SHOWN_HEADERS = [
  'x-request-id',
  'x-generation-id',
  'x-gptget-provider',
  'x-gptget-losses',
  'x-gptget-warnings',
  'retry-after',
]

const send = async (form, signal) => {
  const status = form.querySelector('.try-status')
  const output = form.querySelector('.try-output')
  output.hidden = false
  output.textContent = ''
  status.textContent = 'Waiting …'
  const startedAt = performance.now()
  try {
    const response = await fetch(
      ...requestOf(form).map((part, index) => (index ? { ...part, signal } : part)),
    )
    const headers = SHOWN_HEADERS.flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [`${name}: ${value}`]
    })
    status.textContent = [`${response.status} ${response.statusText}`.trim(), ...headers].join(' · ')
    await printBody(response, output)
    status.textContent += ` · ${Math.round(performance.now() - startedAt)} ms`
  } catch (error) {
    status.textContent = signal.aborted ? 'Stopped.' : `No answer: ${error.message}`
  }
}

const start = (form) => {
  const [button, stop] = [form.querySelector('.try-send'), form.querySelector('.try-stop')]
  form.elements.key.value = rememberedKey()
  let abort = new AbortController()
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    rememberKey(form.elements.key.value.trim())
    abort = new AbortController()
    button.disabled = true
    stop.hidden = false
    await send(form, abort.signal)
    button.disabled = false
    stop.hidden = true
  })
  stop.addEventListener('click', () => abort.abort())
}

addEventListener('DOMContentLoaded', () => {
  for (const form of document.querySelectorAll('form.try')) start(form)
})
