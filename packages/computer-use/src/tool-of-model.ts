import { ANTHROPIC_TOOLS, anthropicTool } from './styles/anthropic.ts'
import { functionTool } from './styles/function-tool.ts'
import { geminiTool } from './styles/gemini.ts'
import { openaiTool } from './styles/openai.ts'
import type { Style } from './style.ts'

/** Every tool by which a model may use a computer; `function` is for whoever knows none of the others. */
export const COMPUTER_TOOLS = [
  ...ANTHROPIC_TOOLS,
  'openai_computer',
  'gemini_computer_use',
  'function',
] as const
export type ComputerTool = (typeof COMPUTER_TOOLS)[number]

export const STYLES: Readonly<Record<ComputerTool, Style>> = {
  computer_toolset_20260801: anthropicTool('computer_toolset_20260801'),
  computer_20251124: anthropicTool('computer_20251124'),
  computer_20250124: anthropicTool('computer_20250124'),
  openai_computer: openaiTool,
  gemini_computer_use: geminiTool,
  function: functionTool,
}

/**
 * Which tools a model takes by its name, the best first (docs of the vendors, 2026-11). The newest of Anthropic's
 * models refuse the tools before the toolset, those before them do not know it.
 */
const KNOWN: readonly (readonly [RegExp, readonly ComputerTool[]])[] = [
  [
    /claude-(opus|sonnet|haiku)-5[.-]5|claude-(fable|mythos)-5/,
    ['computer_toolset_20260801', 'computer_20251124'],
  ],
  [/claude-(opus-4[.-]8|(opus|sonnet|haiku)-5)/, ['computer_toolset_20260801', 'computer_20251124']],
  [/claude-(opus-4[.-][5-7]|sonnet-4[.-]6)/, ['computer_20251124', 'computer_20250124']],
  [/claude-((sonnet|haiku)-4[.-]5|(opus|sonnet)-4)/, ['computer_20250124']],
  [/gpt-(5[.-][4-9]|[6-9])/, ['openai_computer']],
  [/gemini-(3[.-]5-flash|2[.-]5-computer-use)/, ['gemini_computer_use']],
]

/** The tools to try with a model, in order: the next one where the one before is refused. */
export const toolsFor = (model: string): readonly ComputerTool[] => {
  const known = KNOWN.find(([pattern]) => pattern.test(model.toLowerCase()))
  return known === undefined ? ['function'] : [...known[1], 'function']
}
