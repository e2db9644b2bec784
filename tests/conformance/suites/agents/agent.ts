import type { Part } from '../coder.ts'

/** Where an agent works, and its gateway. */
export type AgentContext = {
  /** The installed packages. */
  installed: string
  /** Its home folder, which contains only `homeFiles`. */
  home: string
  /** The folder with the file that it should change. */
  workspace: string
  origin: string
  apiKey: string
  model: string
}

export type Launch = {
  program: string
  args: string[]
  env?: Record<string, string>
  /** Settings, by their path in the home folder. */
  homeFiles?: Record<string, string>
}

/** A coding agent: how to start it with a gateway, and how a model edits a file with its tools. */
export type Agent = {
  name: string
  title: string
  registry: 'npm' | 'pypi'
  pin: string
  /** The API of ours that it uses. */
  speaks: string
  /** It sends signed reasoning back, in the field that our API has for it. */
  keepsThoughts?: true
  launch(context: AgentContext, prompt: string): Launch
  part(file: string): Part
}
