import type { VendorTools } from '../../settings.ts'
import { plainId } from './model-id.ts'

/** `models` matches an id with dashes for dots, without dates. */
type Family = { models: RegExp; tools: VendorTools }

/** A source page, and the day when it was read. */
type Reviewed = { source: string; url: string; date: string; families: readonly Family[] }

const SEARCH_OLDEST = 'web_search_20250305'
const SEARCHES = ['web_search_20260318', 'web_search_20260209', SEARCH_OLDEST]
const CODE = ['code_execution_20260521', 'code_execution_20260120', 'code_execution_20250825']

/** Searches with filtering by code began with the 4.6 models. No model searches files. */
const ANTHROPIC: Reviewed = {
  source: 'anthropic-tools',
  url: 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference',
  date: '2026-11-30',
  families: [
    {
      models: /^anthropic\/claude-((opus|sonnet)-4-[6-8]|(opus|sonnet|haiku)-5|(fable|mythos)-)/,
      tools: { webSearch: SEARCHES, codeExecution: CODE },
    },
    {
      models: /^anthropic\/claude-(opus|sonnet|haiku)-4-5/,
      tools: { webSearch: [SEARCH_OLDEST], codeExecution: CODE },
    },
    {
      models: /^anthropic\/claude-((opus|sonnet)-4(-1)?$|3-7-sonnet|3-5-haiku)/,
      tools: { webSearch: [SEARCH_OLDEST] },
    },
  ],
}

const ALL_OPENAI: VendorTools = {
  webSearch: ['web_search'],
  fileSearch: ['file_search'],
  codeExecution: ['code_interpreter'],
}

/** A terminal's list of the tools of each model; tools that it omits do not exist. */
const OPENAI: Reviewed = {
  source: 'iterm2-ai-models',
  url: 'https://github.com/gnachman/iTerm2/blob/0a57ae4c49b8dae4b47f2284805ba4781b1cbb16/OtherResources/ai-models.json',
  date: '2026-11-30',
  families: [
    { models: /^openai\/gpt-5-[24]-pro$/, tools: { ...ALL_OPENAI, codeExecution: [] } },
    {
      models: /^openai\/gpt-5-3-codex$/,
      tools: { webSearch: ['web_search'], fileSearch: [], codeExecution: [] },
    },
    {
      models:
        /^openai\/gpt-(6-astra|6-1-sol|6-sol|6-luna|5-6(-sol|-terra|-luna)?|5-5(-pro)?|5-4(-mini)?|5-[12]|5(-mini|-nano)?|4-1(-mini)?|4o(-mini)?)$/,
      tools: ALL_OPENAI,
    },
  ],
}

/** Both pages name tools without saying that there are no others. */
const OPENAI_SOL: Reviewed = {
  source: 'openai-gpt-6-2-sol',
  url: 'https://developers.openai.com/api/docs/models/gpt-6.2-sol.md',
  date: '2026-11-30',
  families: [
    { models: /^openai\/gpt-6-2-sol$/, tools: { webSearch: ['web_search'], fileSearch: ['file_search'] } },
  ],
}

const OPENAI_ASTRA: Reviewed = {
  source: 'vercel-gpt-6-2-astra',
  url: 'https://vercel.com/ai-gateway/models/gpt-6.2-astra.md',
  date: '2026-11-30',
  families: [{ models: /^openai\/gpt-6-2-astra$/, tools: { webSearch: ['web_search'] } }],
}

const GOOGLE: Reviewed = {
  source: 'google-models',
  url: 'https://ai.google.dev/gemini-api/docs/models/gemini-3.6-flash',
  date: '2026-11-30',
  families: [
    {
      models: /^google\/gemini-3-6-flash/,
      tools: {
        webSearch: ['google_search'],
        maps: ['google_maps'],
        codeExecution: ['code_execution'],
        fileSearch: ['file_search'],
      },
    },
  ],
}

const GOOGLE_NEWEST: Reviewed = {
  source: 'oxen-gemini-3-8-flash',
  url: 'https://docs.oxen.ai/inference-api/reference/models/gemini-3-8-flash',
  date: '2026-11-30',
  families: [
    {
      models: /^google\/gemini-3-8-flash$/,
      tools: {
        webSearch: ['google_search'],
        codeExecution: ['code_execution'],
        fileSearch: ['file_search'],
      },
    },
  ],
}

const GOOGLE_MAPS: Reviewed = {
  source: 'firebase-google-maps',
  url: 'https://firebase.google.com/docs/ai-logic/grounding-google-maps',
  date: '2026-11-30',
  families: [
    {
      models: /^google\/gemini-(3-1-pro-preview|3-5-flash|3-1-flash-lite|2-5-(pro|flash|flash-lite))$/,
      tools: { maps: ['google_maps'] },
    },
  ],
}

/** From 56 recorded requests to the 4.20, 4.3 and 4.5 models. */
const XAI: Reviewed = {
  source: 'apiyi-grok',
  url: 'https://docs.apiyi.com/en/api-capabilities/grok/overview',
  date: '2026-11-30',
  families: [
    {
      models: /^x-ai\/grok-4-(20|3|5)/,
      tools: { webSearch: ['web_search'], codeExecution: ['code_interpreter'] },
    },
  ],
}

export const REVIEWED_VENDOR_TOOLS: readonly Reviewed[] = [
  ANTHROPIC,
  OPENAI,
  OPENAI_SOL,
  OPENAI_ASTRA,
  GOOGLE,
  GOOGLE_NEWEST,
  GOOGLE_MAPS,
  XAI,
]

/** The vendor's name of its web search, for models of which only its existence is known. */
const SEARCH_OF: Readonly<Record<string, string>> = {
  google: 'google_search',
  openai: 'web_search',
  'x-ai': 'web_search',
}

export type KnownVendorTools = { vendorTools: VendorTools; source: string }

/**
 * The tools that a model's vendor runs for it, by a page; else its web search, if the list `searchSource` has it.
 * Undefined if nothing was found.
 */
export const vendorToolsOf = (id: string, searchSource?: string): KnownVendorTools | undefined => {
  const name = plainId(id)
  for (const { source, families } of REVIEWED_VENDOR_TOOLS) {
    const family = families.find(({ models }) => models.test(name))
    if (family) return { vendorTools: family.tools, source }
  }
  const search = SEARCH_OF[id.slice(0, id.indexOf('/'))]
  return search === undefined || searchSource === undefined
    ? undefined
    : { vendorTools: { webSearch: [search] }, source: searchSource }
}
