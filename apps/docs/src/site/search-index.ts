import { GUIDES } from './guides.ts'
import { slugOf } from './render-markdown.ts'
import { CHAPTERS, DOCUMENT, endpointUrl } from './reference.ts'
import type { Endpoint } from './reference.ts'

/** A result of the search: a section of a guide, or an operation. */
export type SearchSection = { title: string; place: string; href: string; text: string }

/** The searchable texts of the whole documentation, in the order of its table of contents. */
export const buildSearchIndex = (): SearchSection[] => [
  ...GUIDES.flatMap(({ slug, title, text }) =>
    text.split(/^(?=## )/m).map((section, index) => {
      const heading = /^#+ (.+)$/m.exec(section)?.[1] ?? title
      return {
        title: heading,
        place: index === 0 ? 'Guide' : title,
        href: index === 0 ? `/docs/${slug}` : `/docs/${slug}#${slugOf(heading)}`,
        text: plain(section.replace(/^#+ .+$/m, '')),
      }
    }),
  ),
  ...CHAPTERS.flatMap(({ name, endpoints }) => endpoints.map((endpoint) => sectionOf(endpoint, name))),
]

const sectionOf = (endpoint: Endpoint, chapter: string): SearchSection => {
  const { method, path, operation } = endpoint
  const schema = operation.requestBody?.content['application/json']?.schema
  const name = schema?.$ref?.slice(schema.$ref.lastIndexOf('/') + 1) ?? ''
  const fields = Object.entries(DOCUMENT.components.schemas[name]?.properties ?? schema?.properties ?? {})
  const parameters = (operation.parameters ?? []).map((one) => `${one.name}: ${one.description}`)
  return {
    title: operation.summary,
    place: `${chapter} · ${method.toUpperCase()} ${path}`,
    href: endpointUrl(endpoint),
    text: plain(
      [
        `${path} ${operation.description}`,
        ...parameters,
        ...fields.map(([field, { description = '' }]) => `${field}: ${description}`),
      ].join(' '),
    ),
  }
}

/** Removes the markup from Markdown. */
const plain = (text: string): string =>
  text
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll(/```\w*|[`*#|]|^[-: ]+$/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
