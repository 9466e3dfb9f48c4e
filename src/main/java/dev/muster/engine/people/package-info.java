/** People: accounts, groups, filters, questions and their completion. */
package dev.muster.engine.people;
