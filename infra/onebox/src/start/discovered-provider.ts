/** A provider without a key that was found on this machine, as the router reads it from GPTGET_DISCOVERED_PROVIDERS. */
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
  /** `text` where it is left out. */
  output?: 'text' | 'embeddings' | 'speech' | 'transcription'
  voices?: readonly string[]
}
