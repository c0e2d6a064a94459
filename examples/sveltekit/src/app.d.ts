declare global {
  namespace App {
    interface Locals {
      userId?: string | undefined;
    }
  }
}

export {};
