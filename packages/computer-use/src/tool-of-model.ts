import { COMPUTER_TOOLS, type ComputerTool } from '@gptget/contracts'
import { anthropicTool } from './styles/anthropic.ts'
import { functionTool } from './styles/function-tool.ts'
import { geminiTool } from './styles/gemini.ts'
import { openaiTool } from './styles/openai.ts'
import type { Style } from './style.ts'

export const STYLES: Readonly<Record<ComputerTool, Style>> = {
  computer_toolset_20260801: anthropicTool('computer_toolset_20260801'),
  computer_20251124: anthropicTool('computer_20251124'),
  computer_20250124: anthropicTool('computer_20250124'),
  openai_computer: openaiTool,
  gemini_computer_use: geminiTool,
  function: functionTool,
}

/**
 * The tools to try with a model, in order: those that its vendor documents (the catalog's `computerTools`), and a
 * function, which every model with tools can call. Unknown names are ignored.
 */
export const toolsFor = (documented: readonly string[] = []): readonly ComputerTool[] => [
  ...documented.flatMap((name) => COMPUTER_TOOLS.find((tool) => tool === name) ?? []),
  'function',
]
