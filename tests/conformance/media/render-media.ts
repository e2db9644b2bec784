import { ADAPTERS, KINDS } from './adapters.ts'
import type { Adapter, Kind } from './adapters.ts'
import { CLIENTS } from './clients.ts'
import type { Client } from './clients.ts'
import { OTHER_MODELS, PROVIDER_TITLES, VIDEO_CLIENTS, VIDEO_MODELS } from './videos.ts'

const TITLES: Record<Kind, string> = {
  image: 'Images',
  speech: 'Speech',
  transcript: 'Transcripts',
  translation: 'Translations',
  ranks: 'Ranks',
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const cellOf = ({ asks, only }: Client, kind: Kind, { id }: Adapter): string =>
  asks[kind] && (only === undefined || only === id) ? 'yes' : '–'

/** The grid of media as a section of the page: each `yes` is a test (`media.test.ts`, `videos.test.ts`). */
export const renderMedia = (versions: Readonly<Record<string, string>>): string[] => {
  const packages = new Set(CLIENTS.flatMap((client) => client.packages))
  return [
    '## Media',
    '',
    `${[...packages].map((name) => `\`${name}\` ${versions[name]}`).join(', ')}, and curl as the API page prints it.`,
    '',
    'Each adapter against its provider, scripted from its documentation. Images are read with `sharp` and speech with `music-metadata`, in every available format; transcripts and ranks are compared with their exact values. Videos are created, polled and downloaded: `ai` by its provider for Google, `@google/genai` as a client of Vertex AI.',
    '',
    row(['', '', ...CLIENTS.map(({ title }) => title)]),
    row(['---', '---', ...CLIENTS.map(() => '---')]),
    ...KINDS.flatMap((kind) =>
      ADAPTERS[kind].map((adapter, index) =>
        row([
          index === 0 ? TITLES[kind] : '',
          adapter.title,
          ...CLIENTS.map((client) => cellOf(client, kind, adapter)),
        ]),
      ),
    ),
    ...VIDEO_MODELS.map((model, index) =>
      row([index === 0 ? 'Videos' : '', PROVIDER_TITLES[model]!, ...VIDEO_CLIENTS.map(() => 'yes')]),
    ),
    ...OTHER_MODELS.map((model, index) =>
      row([index === 0 ? 'Other tasks' : '', PROVIDER_TITLES[model]!, '–', '–', '–', '–', 'yes']),
    ),
    '',
  ]
}
