import { html } from 'hono/html'
import { printJson } from '@gptget/api/document'
import type { JsonSchema, OpenApiDocument, ResolvedOperation, ResolvedResponse } from '@gptget/api/document'
import type { Html } from './html.ts'
import { renderPanels } from './render-code.ts'
import type { Panel } from './render-code.ts'
import { renderInline, renderMarkdown } from './render-markdown.ts'
import type { Endpoint } from './reference.ts'
import { renderField, renderFields } from './render-schema.ts'
import { renderTryIt } from './render-try-it.ts'

type Components = OpenApiDocument['components']['schemas']

export const renderMethod = (method: string): Html => html`<span class="method ${method}">${method}</span>`

/** Renders one operation: parameters and responses on the left, samples on the right. */
export const renderOperation = (endpoint: Endpoint, components: Components): Html => {
  const { method, path, operation } = endpoint
  return html`<article class="operation">
    <div class="words-side">
      <h1>${operation.summary}</h1>
      <p class="path">${renderMethod(method)} <code>${path}</code></p>
      ${renderMarkdown(operation.description)} ${renderParameters(operation, components)}
      ${renderBody(operation, components)} ${renderAnswer(operation, components)} ${renderErrors(operation)}
    </div>
    <div class="code-side">
      ${renderPanels('Request', `${operation.operationId}-sample`, samplesOf(operation))}
      ${renderTryIt(endpoint)} ${renderMoreRequests(operation)}
      ${renderPanels('Answer', `${operation.operationId}-answer`, answersOf(operation))}
    </div>
  </article>`
}

const renderParameters = ({ parameters = [] }: ResolvedOperation, components: Components): Html | string =>
  parameters.length === 0
    ? ''
    : html`<h2>Parameters</h2>
        <ul class="fields">
          ${parameters.map((parameter) =>
            renderField({ ...parameter, isRequired: parameter.required }, components),
          )}
        </ul>`

const renderBody = ({ requestBody }: ResolvedOperation, components: Components): Html | string => {
  const media = requestBody?.content['application/json']
  return media
    ? html`<h2>Body</h2>
        ${renderFields(media.schema, components)}`
    : ''
}

const renderAnswer = ({ responses }: ResolvedOperation, components: Components): Html => {
  const { content, description } = responses['200']!
  const events = content['text/event-stream']
  return html`<h2>Answer</h2>
    <p>${renderInline(description)}</p>
    ${renderShape('Fields', content['application/json']?.schema, components)}
    ${renderShape('Fields of an event', events?.schema.contentSchema, components)}`
}

const renderShape = (title: string, schema: JsonSchema | undefined, components: Components): Html | string =>
  schema === undefined
    ? ''
    : html`<details class="shape">
        <summary>${title}</summary>
        ${renderFields(schema, components)}
      </details>`

const failuresOf = ({ responses }: ResolvedOperation): [string, ResolvedResponse][] =>
  Object.entries(responses).filter(([status]) => status !== '200')

const renderErrors = (operation: ResolvedOperation): Html =>
  html`<h2>Errors</h2>
    <dl class="errors">
      ${failuresOf(operation).map(
        ([status, { description }]) =>
          html`<div>
            <dt>${status}</dt>
            <dd>${renderInline(description)}</dd>
          </div>`,
      )}
    </dl>`

const samplesOf = (operation: ResolvedOperation): Panel[] =>
  operation['x-codeSamples'].map(({ label, lang, source }) => ({ label, language: lang, source }))

/** The examples after the first, which is part of the samples. */
const renderMoreRequests = ({ operationId, requestBody }: ResolvedOperation): Html | string => {
  const examples = Object.entries(requestBody?.content['application/json']?.examples ?? {}).slice(1)
  if (examples.length === 0) return ''
  const panels = examples.map(([label, { value }]) => ({ label, language: 'json', source: printJson(value) }))
  return renderPanels('More bodies', `${operationId}-bodies`, panels)
}

const answersOf = (operation: ResolvedOperation): Panel[] => {
  const { content } = operation.responses['200']!
  const failure = failuresOf(operation)[0]
  return [
    panelOf('200', content['application/json']),
    panelOf('Stream', content['text/event-stream']),
    ...(failure ? [panelOf(failure[0], failure[1].content['application/json'])] : []),
  ].flat()
}

const panelOf = (label: string, media: ResolvedResponse['content'][string] | undefined): Panel[] => {
  if (media === undefined) return []
  const value = media.example ?? Object.values(media.examples ?? {})[0]?.value
  return [{ label, language: 'json', source: typeof value === 'string' ? value.trimEnd() : printJson(value) }]
}
