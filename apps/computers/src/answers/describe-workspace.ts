import type { Workspace } from '../workspaces/workspaces.ts'

/** A workspace as its owner sees it. */
export const describeWorkspace = ({ workspace_id: id, name, computer_count, created_at }: Workspace) => ({
  id,
  name,
  computer_count,
  created_at: created_at.toISOString(),
})
