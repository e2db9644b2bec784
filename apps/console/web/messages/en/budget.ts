/** The texts of the budget page. */
export const budget = {
  title: 'Budget',
  text: 'Owners, admins and billing members get a mail when 50, 80 and 100% of a month’s budget is spent. It stops no requests: limits of API keys do.',
  noMail: 'This GptGet sends no mail: see here how much of the budget is spent.',
  amount: 'A month, US dollars',
  amountHint: 'Months are those of UTC. Empty: no budget.',
  spent: (spent: string, budget: string) => `${spent} of ${budget}`,
  spentAlone: (spent: string) => `${spent} spent`,
  thisMonth: (month: string) => `Spent in ${month}`,
  reached: (percent: number) => `${percent}%`,
  mayNot: 'Your role lets you see the budget and not change it.',
}
