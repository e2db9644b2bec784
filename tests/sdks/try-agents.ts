import path from 'node:path'
import type { Agent, AgentContext } from '../conformance/suites/agents/agent.ts'
import { aider } from '../conformance/suites/agents/aider.ts'
import { claudeCode } from '../conformance/suites/agents/claude-code.ts'
import { codex } from '../conformance/suites/agents/codex.ts'
import { geminiCli } from '../conformance/suites/agents/gemini-cli.ts'
import { opencode } from '../conformance/suites/agents/opencode.ts'
import { agentSuite } from '../conformance/suites/agents/run-agent.ts'
import { install } from '../conformance/suites/install.ts'
import { startWorld } from '../conformance/suites/start-world.ts'
import { packCli, shellWith } from './cli-package.ts'
import { mustRun } from './run.ts'
import { tryAll, type Outcome } from './trial-checks.ts'

/** How each is started when its settings say everything: no model, address or key. */
const STARTS: [Agent, string[], Record<string, string>][] = [
  [
    claudeCode,
    ['node_modules/.bin/claude', '--permission-mode', 'acceptEdits', '-p'],
    { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
  ],
  [
    codex,
    [
      'node_modules/.bin/codex',
      'exec',
      '--skip-git-repo-check',
      '--dangerously-bypass-approvals-and-sandbox',
    ],
    {},
  ],
  [
    geminiCli,
    ['node_modules/.bin/gemini', '--approval-mode', 'yolo', '--skip-trust', '-p'],
    { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
  ],
  [
    opencode,
    ['node_modules/.bin/opencode', 'run', '--auto'],
    { OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' },
  ],
  [
    aider,
    [
      'bin/aider',
      'greeting.txt',
      ...'--edit-format diff --yes-always --no-git --no-check-update'.split(' '),
      '--no-show-model-warnings',
      '--no-analytics',
      '--message',
    ],
    { LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
  ],
]

/** Sets the tool up, has it do the task, and undoes it: nothing of ours may be left in its settings. */
const SCRIPT = `
gptget setup "$TOOL" --model "$MODEL" --yes || exit 90
env -u GPTGET_API_KEY -u GPTGET_BASE_URL "$@" </dev/null || exit 91
gptget setup "$TOOL" --undo --yes || exit 92
! grep -rlsI -e sk-getgpt -e "$GPTGET_BASE_URL" "$HOME/.claude/settings.json" "$HOME/.codex/config.toml" \\
  "$HOME/.gemini/settings.json" "$HOME/.gemini/.env" "$HOME/.config/opencode" "$HOME/.aider.conf.yml" || exit 93
`

const setUp = (
  agent: Agent,
  start: string[],
  env: Record<string, string>,
  shell: Record<string, string>,
): Agent => ({
  ...agent,
  launch: ({ installed, home, origin, apiKey, model }: AgentContext, prompt: string) => ({
    program: 'bash',
    args: ['-c', SCRIPT, 'bash', path.join(installed, start[0]!), ...start.slice(1), prompt],
    env: {
      ...shell,
      ...env,
      HOME: home,
      TOOL: agent.name,
      MODEL: model,
      GPTGET_API_KEY: apiKey,
      GPTGET_BASE_URL: `${origin}/v1`,
    },
  }),
})

/** Every agent that `gptget setup` knows changes a file on a model of every dialect, set up and undone by it. */
export const tryAgents = async (directory: string, report: (line: string) => void): Promise<Outcome[]> => {
  const shell = shellWith(directory, { PATH: process.env['PATH'] ?? '' })
  await mustRun('npm', ['i', '-g', await packCli(directory)], { cwd: directory, env: shell })
  const world = await startWorld()
  try {
    return await tryAll(
      STARTS.map(([agent, start, env]) => [
        `gptget setup ${agent.name}`,
        async () => {
          const suite = agentSuite(setUp(agent, start, env, shell))
          const checks = await suite.run(world, await install(suite.name, suite.packages))
          const failed = checks.filter(({ failure }) => failure !== undefined)
          if (failed.length > 0)
            throw new Error(failed.map(({ upstream, failure }) => `${upstream}: ${failure}`).join('\n'))
        },
      ]),
      report,
    )
  } finally {
    await world.stop()
  }
}
