import type { JsonObject } from '../config/patch/json.js';

/** One document of a kubeadm configuration. */
export interface KubeadmDocument extends JsonObject {
  apiVersion: string;
  kind: string;
}
