import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPins } from '../../pins.js';
import { crictlRequires, fittingCrictl } from './crictl.js';

test("crictl joins the programs of the Kubernetes version whose libraries it uses, which is the default one's", async () => {
  const pins = await loadPins();
  const minor = pins.go.crictl.version.split('.').slice(0, 2).join('.');
  assert.equal(fittingCrictl(pins.kubernetes.default, pins), pins.go.crictl);
  assert.equal(fittingCrictl(`${minor}.99`, pins), pins.go.crictl);
  for (const version of ['v1.3.0', `${minor}0.1`, 'v2.36.0']) assert.equal(fittingCrictl(version, pins), undefined);
});

test('it takes with it only what Kubernetes does not know', () => {
  const own = `require (
	example.com/both v1.2.0
	example.com/own v1.1.0
	example.com/bot v1.0.0
)
require (
	example.com/further v1.0.0 // indirect
)
`;
  const kubernetes = 'require (\n\texample.com/both v1.0.0\n\texample.com/other v1.0.0 // indirect\n)\n';
  assert.deepEqual(crictlRequires(own, kubernetes), ['example.com/own v1.1.0', 'example.com/bot v1.0.0']);
});
