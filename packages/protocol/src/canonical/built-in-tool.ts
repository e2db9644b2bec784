import type { ProviderTool } from '@gptget/contracts'

/**
 * The cost of a tool that is neither a function nor a custom tool: only the request's own tokens if the caller runs it,
 * also the tokens of what the provider reads, or a price for each call.
 */
export type BuiltInTool = 'caller' | 'tokens' | ProviderTool
