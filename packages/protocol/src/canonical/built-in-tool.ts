import type { ProviderTool } from '@gptget/contracts'

/**
 * What a tool costs that is neither a function nor a custom tool: nothing but the request's own tokens where the caller
 * runs it, also the tokens of what the provider reads by itself, or so much for each call.
 */
export type BuiltInTool = 'caller' | 'tokens' | ProviderTool
