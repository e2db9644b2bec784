import type { Part } from '../coder.ts'

/** Where an agent works, and what it speaks to. */
export type AgentContext = {
  /** The installed packages. */
  installed: string
  /** Its home folder, empty but for `homeFiles`. */
  home: string
  /** The folder with the file it is to change. */
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

/** A coding agent: how it is started with a gateway, and how a model edits a file with its own tools. */
export type Agent = {
  name: string
  title: string
  registry: 'npm' | 'pypi'
  pin: string
  /** The surface of ours it speaks to. */
  speaks: string
  /** It gives signed reasoning back, in the place that our surface has for it. */
  keepsThoughts?: true
  launch(context: AgentContext, prompt: string): Launch
  part(file: string): Part
}
