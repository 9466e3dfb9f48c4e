/** The only room that knows Camunda: deployer, pump, workers, listeners, accounts. */
package dev.muster.engine;
