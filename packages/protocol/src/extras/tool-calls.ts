import { PROVIDER_TOOLS, type ProviderTool } from '@gptget/contracts'
import type { ChatEvent } from '../canonical/events.ts'
import type { ResultBlock } from '../canonical/result.ts'
import type { ToolCalls } from '../canonical/usage.ts'
import { arrayOf, objectOf, optionalText, textOf, type JsonObject } from '../json/object.ts'

/**
 * Counts the calls of tools that the provider ran, from the answer's content: not every provider reports them, and none
 * does for an answer that broke off.
 */
export class ToolCallCounter {
  #calls: ToolCalls | null = null
  /** Containers for code: OpenAI charges for each, however often code runs in it. */
  #containers: Set<string> | null = null

  add(event: ChatEvent): void {
    if (event.type === 'block-open' && event.block.kind === 'opaque')
      this.#addBlock(objectOf(event.block.value))
    else if (event.type === 'block-delta' && event.delta.kind === 'citation')
      this.#addSources(event.delta.value)
  }

  /** The same for a whole answer. */
  addBlocks(blocks: readonly ResultBlock[]): void {
    for (const { block, citations = [] } of blocks) {
      if (block.kind === 'opaque') this.#addBlock(objectOf(block.value))
      for (const { value } of citations) this.#addSources(value)
    }
  }

  /**
   * The counts. If the provider also counted, its last report is used; for an answer that broke off, the larger
   * count. undefined without calls.
   */
  total(reported: ToolCalls | undefined, isLastWord: boolean): ToolCalls | undefined {
    if (reported === undefined) return this.#calls ?? undefined
    const all: ToolCalls = {}
    for (const tool of PROVIDER_TOOLS) {
      const counted = this.#calls?.[tool] ?? 0
      const calls = isLastWord ? (reported[tool] ?? counted) : Math.max(counted, reported[tool] ?? 0)
      if (calls > 0) all[tool] = calls
    }
    return Object.keys(all).length > 0 ? all : undefined
  }

  #addBlock(block: JsonObject): void {
    switch (block['type']) {
      case 'server_tool_use':
        return this.#count(SERVER_TOOLS.get(textOf(block['name'])))
      case 'web_search_call': {
        // Opening and reading a page that was found is not a search.
        const action = optionalText(objectOf(block['action'])['type'])
        if (action === undefined || action === 'search') this.#count('webSearch')
        return
      }
      case 'file_search_call':
        return this.#count('fileSearch')
      case 'code_interpreter_call': {
        const container = textOf(block['container_id'])
        if (container !== '' && this.#containers?.has(container)) return
        this.#containers = (this.#containers ?? new Set<string>()).add(container)
        return this.#count('codeExecution')
      }
    }
  }

  /** Google's search results. Each report of a stream contains the earlier ones. */
  #addSources(value: unknown): void {
    const grounding = objectOf(objectOf(value)['groundingMetadata'])
    const searches = arrayOf(grounding['webSearchQueries']).length
    if (searches > (this.#calls?.webSearch ?? 0)) this.#calls = { ...this.#calls, webSearch: searches }
    if (arrayOf(grounding['groundingChunks']).some((chunk) => objectOf(chunk)['maps'] !== undefined))
      this.#calls = { ...this.#calls, maps: 1 }
  }

  #count(tool: ProviderTool | undefined): void {
    if (tool !== undefined) this.#calls = { ...this.#calls, [tool]: (this.#calls?.[tool] ?? 0) + 1 }
  }
}

/** Anthropic's names of calls. A fetched page costs its tokens. */
const SERVER_TOOLS: ReadonlyMap<string, ProviderTool> = new Map([
  ['web_search', 'webSearch'],
  ['code_execution', 'codeExecution'],
  ['bash_code_execution', 'codeExecution'],
  ['text_editor_code_execution', 'codeExecution'],
])
