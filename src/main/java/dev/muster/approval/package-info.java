/** Approvals: what is asked, the digest that it names, and what a person decided. */
package dev.muster.approval;
