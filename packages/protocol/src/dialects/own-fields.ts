/** Our own request fields: no provider would understand them. */
export const OWN_FIELDS: Readonly<Record<string, null>> = {
  provider: null,
  models: null,
  route: null,
  transforms: null,
  computer_id: null,
  computerId: null,
  max_steps: null,
  maxSteps: null,
}
