/** The runs of a deployment over HTTP. */
package dev.muster.agent.web;
