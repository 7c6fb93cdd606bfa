"""The estimators behind the rungs. Loads scikit-learn: import it inside the function that fits or loads a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.validation import check_is_fitted, validate_data

from matching.arrays import Floats
from matching.batch import MatchTable
from matching.features import FEATURES, pair_features
from matching.learning.trees import LeafTables

TREES, LEAVES = 50, 15
LEAST_IN_LEAF = 60
LEARNING_RATE = 0.1


class PairFeatures(TransformerMixin, BaseEstimator):
    """From a `MatchTable` to features, shape (pairs, FEATURES)."""

    def fit(self, table: MatchTable, y: object = None) -> Self:  # noqa: ARG002
        """Keep which parts the table has; nothing is learned."""
        self.parts_ = tuple(table.parts)
        return self

    def transform(self, table: MatchTable) -> Floats:
        """The features of every pair. Raises `LearningError` for a table that does not fit together."""
        check_is_fitted(self)
        return pair_features(table.part_values, table.tenths, table.parts)

    def get_feature_names_out(self, _input_features: object = None) -> np.ndarray[Any, np.dtype[np.object_]]:
        """The names of the columns."""
        return np.asarray(FEATURES, dtype=object)


class MonotoneLogistic(ClassifierMixin, BaseEstimator):
    """Logistic regression whose weights are never below zero, so more of a feature never lowers the chance.

    The weight of the column `free` costs nothing, the others are pulled to zero by `penalty` (in examples): with few
    examples the order is that of the free column, here the hand score, and the rest enters as it proves itself.
    """

    def __init__(self, penalty: float = 0.3, free: int = -1) -> None:
        self.penalty = penalty
        self.free = free

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803
        """Learn from rows X and outcomes y, each of the two classes at least once."""
        rows, outcome = validate_data(self, X, y)
        self.classes_, target = np.unique(outcome, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError("outcomes of two classes are needed")
        weight = np.ones(len(rows)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        pull = np.full(rows.shape[1], self.penalty)
        pull[self.free] = 0.0
        start = np.zeros(rows.shape[1] + 1)
        bounds = [(0.0, None)] * rows.shape[1] + [(None, None)]
        found = minimize(_loss, start, (rows, target, weight, pull), "L-BFGS-B", jac=True, bounds=bounds)
        self.coef_, self.intercept_ = found.x[:-1], float(found.x[-1])
        return self

    def decision_function(self, X: Any) -> Floats:  # noqa: N803
        """Log-odds of the second class, shape (rows,)."""
        check_is_fitted(self)
        return self.quick_odds(validate_data(self, X, reset=False))

    def quick_odds(self, rows: Floats) -> Floats:
        """The same for rows that are known to be finite numbers, shape (rows, columns)."""
        # Column by column, so that a row's answer has the same last digit whatever rows stand beside it.
        return sum(
            (rows[:, place] * weight for place, weight in enumerate(self.coef_)), np.full(len(rows), self.intercept_)
        )

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """Chances of both classes, shape (rows, 2)."""
        return _both(self.decision_function(X))

    def predict(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803
        """The likelier class of each row."""
        likelier = (self.decision_function(X) > 0).astype(np.int64)
        return np.asarray(self.classes_[likelier])


def _loss(x: Floats, rows: Floats, target: Any, weight: Floats, pull: Floats) -> tuple[float, Floats]:
    """Weighted log loss with its pull to zero, and the gradient."""
    weights, margin = x[:-1], rows @ x[:-1] + x[-1]
    loss = float(np.sum(weight * (np.logaddexp(0, margin) - target * margin)) + np.sum(pull * weights**2) / 2)
    slope = weight * (expit(margin) - target)
    return loss, np.r_[rows.T @ slope + pull * weights, slope.sum()]


class GroundedBoosting(ClassifierMixin, BaseEstimator):
    """Small monotone trees on the features and on a `MonotoneLogistic`'s chance; the mean of the log-odds of both.

    Trees alone know nothing outside what was shown and are flat there; the logistic goes on in the same direction. Each
    tree may only raise the chance as a column grows, so more of a feature never lowers the answer.
    """

    def __init__(self, trees: int = TREES, leaves: int = LEAVES, random_state: int = 0) -> None:
        self.trees = trees
        self.leaves = leaves
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803
        """Learn from rows X and outcomes y, each of the two classes at least once."""
        rows, outcome = validate_data(self, X, y)
        self.ground_ = MonotoneLogistic().fit(rows, outcome, sample_weight)
        self.classes_ = self.ground_.classes_
        trees = HistGradientBoostingClassifier(
            max_iter=self.trees,
            max_leaf_nodes=self.leaves,
            min_samples_leaf=LEAST_IN_LEAF,
            learning_rate=LEARNING_RATE,
            monotonic_cst=[1] * (rows.shape[1] + 1),
            early_stopping=False,
            random_state=self.random_state,
        )
        self.trees_ = trees.fit(self._grounded(rows), outcome, sample_weight)
        return self

    def _grounded(self, rows: Floats) -> Floats:
        return np.column_stack([rows, expit(self.ground_.decision_function(rows))])

    def decision_function(self, X: Any) -> Floats:  # noqa: N803
        """Log-odds of the second class, shape (rows,)."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False)
        both = self.ground_.decision_function(rows) + self.trees_.decision_function(self._grounded(rows))
        return np.asarray(both / 2, dtype=np.float64)

    def quick_chance(self) -> Callable[[Floats], Floats]:
        """What gives the chance of the second class for rows that are known to be finite numbers, as tables of bits.

        Differs from `predict_proba` by rounding alone; trees too wide for the tables are walked.
        """
        check_is_fitted(self)
        trees = [one.nodes for (one,) in self.trees_._predictors]
        if not LeafTables.fits(trees):
            return lambda rows: np.asarray(self.predict_proba(rows)[:, 1], dtype=np.float64)
        tables = LeafTables(trees, float(self.trees_._baseline_prediction.item()), self.n_features_in_ + 1)

        def chance(rows: Floats) -> Floats:
            ground = self.ground_.quick_odds(rows)
            return np.asarray(expit((ground + tables.log_odds(np.column_stack([rows, expit(ground)]))) / 2))

        return chance

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """Chances of both classes, shape (rows, 2)."""
        return _both(self.decision_function(X))

    def predict(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803
        """The likelier class of each row."""
        likelier = (self.decision_function(X) > 0).astype(np.int64)
        return np.asarray(self.classes_[likelier])


def _both(log_odds: Floats) -> Floats:
    chance = expit(log_odds)
    return np.column_stack([1 - chance, chance])
