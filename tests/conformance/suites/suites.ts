import { aider } from './agents/aider.ts'
import { claudeCode } from './agents/claude-code.ts'
import { codex } from './agents/codex.ts'
import { copilotChat, copilotMessages, copilotResponses, copilotWebSocket } from './agents/copilot.ts'
import { geminiCli } from './agents/gemini-cli.ts'
import { opencode } from './agents/opencode.ts'
import { qwenCode } from './agents/qwen-code.ts'
import { agentSuite } from './agents/run-agent.ts'
import { openResponses } from './openresponses/suite.ts'
import { programSuite } from './program-suite.ts'
import type { Suite } from './suite.ts'

const AGENTS = [
  codex,
  claudeCode,
  geminiCli,
  opencode,
  qwenCode,
  aider,
  copilotChat,
  copilotResponses,
  copilotWebSocket,
  copilotMessages,
]

const PROGRAMS = [
  programSuite({
    name: 'openrouter-sdk',
    title: 'OpenRouter SDK',
    packages: { registry: 'npm', pins: ['@openrouter/sdk@1.3.19'] },
    shows: 'chat, reasoning, tools, responses, models, key, receipts, by its schemas',
    program: 'openrouter-sdk.mjs',
  }),
  programSuite({
    name: 'openrouter-ai-sdk-provider',
    title: 'OpenRouter provider of the AI SDK',
    packages: { registry: 'npm', pins: ['@openrouter/ai-sdk-provider@3.1.0', 'ai@7.0.173'] },
    shows: 'text, reasoning, tool loops, objects',
    program: 'openrouter-ai-sdk-provider.mjs',
  }),
  programSuite({
    name: 'pydantic-ai',
    title: 'pydantic-ai, OpenRouter model',
    packages: { registry: 'pypi', pins: ['pydantic-ai-slim[openai,openrouter]==2.68.0'] },
    shows: 'text, reasoning, tool loops, structured output',
    program: 'pydantic_ai_openrouter.py',
  }),
  programSuite({
    name: 'openai-agents',
    title: 'OpenAI Agents SDK, conversations',
    packages: { registry: 'pypi', pins: ['openai-agents==0.24.0'] },
    shows: 'OpenAIConversationsSession and every method of conversations',
    program: 'openai_agents_conversations.py',
  }),
  programSuite({
    name: 'openai-agents-realtime',
    title: 'OpenAI Agents SDK, realtime runner',
    packages: { registry: 'pypi', pins: ['openai-agents==0.24.0'] },
    shows: 'a voice session: messages, a microphone, tool loops',
    program: 'openai_agents_realtime.py',
  }),
  programSuite({
    name: 'livekit-openai-realtime',
    title: 'LiveKit Agents, OpenAI realtime plugin',
    packages: { registry: 'pypi', pins: ['livekit-agents==1.8.9', 'livekit-plugins-openai==1.8.9'] },
    shows: 'a voice session: replies, a microphone, tool loops',
    program: 'livekit_openai_realtime.py',
  }),
  programSuite({
    name: 'pipecat-openai-realtime',
    title: 'Pipecat, OpenAI realtime service',
    packages: { registry: 'pypi', pins: ['pipecat-ai[openai]==1.14.0'] },
    shows: 'a voice session in a pipeline: a context, a microphone',
    program: 'pipecat_openai_realtime.py',
  }),
]

/** Every external suite and client, in the order of the page. */
export const SUITES: Suite[] = [openResponses, ...PROGRAMS, ...AGENTS.map(agentSuite)]
