/** The REST API of deployments. */
package dev.muster.deployment.web;
