import type { OperationName } from '@gptget/contracts'

/*
 * Names of OpenTelemetry's conventions for generative AI (1.41), for spans and metrics. Our own names are used for
 * everything without a well-known name there.
 */

const OPERATIONS: Partial<Record<OperationName, string>> = { completions: 'text_completion' }

const PROVIDERS: Record<string, string> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  google: 'gcp.gemini',
  mistral: 'mistral_ai',
  moonshotai: 'moonshot_ai',
  vertex: 'gcp.vertex_ai',
  xai: 'x_ai',
}

/** `gen_ai.operation.name` */
export const operationNameOf = (operation: OperationName): string => OPERATIONS[operation] ?? operation

/** `gen_ai.provider.name` of a provider, by its id. */
export const providerNameOf = (id: string): string => PROVIDERS[id] ?? id
