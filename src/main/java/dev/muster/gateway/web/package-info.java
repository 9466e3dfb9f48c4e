/** The gateway over the API: tokens of people. */
package dev.muster.gateway.web;
