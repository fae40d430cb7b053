const lines = [
  'Enjoy your cluster, and your day! 👋',
  'Thank you for using kind! 😊',
  'Not sure what comes next? 😅 Have a look at https://kind.sigs.k8s.io/docs/user/quick-start/',
  'Questions or problems? Here is where to ask: https://kind.sigs.k8s.io/#community 🙂',
];

/** @param chance from 0 up to but not including 1 */
export function farewell(chance: number): string {
  return lines[Math.floor(chance * lines.length)] as string;
}
