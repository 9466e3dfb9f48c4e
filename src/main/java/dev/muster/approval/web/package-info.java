/** The REST API of approvals. */
package dev.muster.approval.web;
