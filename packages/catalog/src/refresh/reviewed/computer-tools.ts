import type { ComputerTool } from '@gptget/contracts'
import { plainId } from './model-id.ts'

/** `models` matches an id with dashes for dots, without dates. The best tool comes first. */
type Family = { models: RegExp; tools: readonly [ComputerTool, ...ComputerTool[]] }

/** A source page, and the day when it was read. */
type Reviewed = { source: string; url: string; date: string; families: readonly Family[] }

/** The newest models refuse the tools that came before the toolset. Models such as Opus 4.8 accept both. */
const ANTHROPIC: Reviewed = {
  source: 'anthropic-computer-use',
  url: 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/computer-use-tool',
  date: '2026-11-29',
  families: [
    {
      models: /^anthropic\/claude-((opus|sonnet|haiku)-5-5|(fable|mythos)-5-2)/,
      tools: ['computer_toolset_20260801'],
    },
    {
      models: /^anthropic\/claude-(opus-4-8|(opus|sonnet)-5|(fable|mythos)-5)/,
      tools: ['computer_toolset_20260801', 'computer_20251124'],
    },
    { models: /^anthropic\/claude-(opus-4-[5-7]|sonnet-4-6)/, tools: ['computer_20251124'] },
    { models: /^anthropic\/claude-((sonnet|haiku)-4-5|(opus|sonnet)-4(-1)?$)/, tools: ['computer_20250124'] },
  ],
}

/** The smallest models of each generation have no computer tool, and neither do those for code. */
const OPENAI: Reviewed = {
  source: 'openai-computer-use',
  url: 'https://developers.openai.com/api/docs/guides/tools-computer-use',
  date: '2026-11-29',
  families: [{ models: /^openai\/gpt-(5-[4-9]|[6-9])(?!.*-(nano|codex|chat))/, tools: ['openai_computer'] }],
}

const GOOGLE: Reviewed = {
  source: 'google-computer-use',
  url: 'https://ai.google.dev/gemini-api/docs/computer-use',
  date: '2026-11-29',
  families: [
    {
      models: /^google\/gemini-(3-5-flash|2-5-computer-use)(?!.*-(lite|image|live|tts|audio))/,
      tools: ['gemini_computer_use'],
    },
  ],
}

export const REVIEWED_COMPUTER_TOOLS: readonly Reviewed[] = [ANTHROPIC, OPENAI, GOOGLE]

export type KnownComputerTools = { computerTools: ComputerTool[]; source: string }

/** The computer tools of a model by its vendor's page; undefined if the page names none. */
export const computerToolsOf = (id: string): KnownComputerTools | undefined => {
  const name = plainId(id)
  for (const { source, families } of REVIEWED_COMPUTER_TOOLS) {
    const family = families.find(({ models }) => models.test(name))
    if (family) return { computerTools: [...family.tools], source }
  }
  return undefined
}
