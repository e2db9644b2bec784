export { type Job } from './apis/api.ts'
export { TASK_APIS } from './apis/index.ts'
export { startTaskUpstream, type TaskUpstream } from './start-task-upstream.ts'
