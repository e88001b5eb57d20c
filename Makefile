.PHONY: run test quick lock

run: ## install what is missing, then run with the demo town
	./run

test: ## linters, types, import contracts, all tests
	./test

quick: ## the part of the tests without servers and browser
	./test --quick

lock: ## write the lock files again
	./scripts/lock
