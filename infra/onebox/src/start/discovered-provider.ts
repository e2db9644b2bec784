/** A local provider without a key, in the format of the router's GPTGET_DISCOVERED_PROVIDERS. */
export type DiscoveredProvider = {
  id: string
  dialect: 'openai-chat'
  base_url: string
  models: DiscoveredModel[]
}

export type DiscoveredModel = {
  id: string
  upstream_model: string
  name?: string
  context_tokens?: number
  /** The default is `text`. */
  output?: 'text' | 'embeddings' | 'speech' | 'transcription'
  voices?: readonly string[]
}
