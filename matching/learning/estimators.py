"""The estimators behind the rungs. Loads scikit-learn: import it inside the function that fits or loads a model."""

from __future__ import annotations

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

TREES, LEAVES = 50, 15
LEAST_IN_LEAF = 20


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

    def __init__(self, penalty: float = 3.0, free: int = -1) -> None:
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
        return np.asarray(validate_data(self, X, reset=False) @ self.coef_ + self.intercept_, dtype=np.float64)

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """Chances of both classes, shape (rows, 2)."""
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])

    def predict(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803
        """The likelier class of each row."""
        return np.asarray(self.classes_[(self.decision_function(X) > 0).astype(np.int64)])


def _loss(x: Floats, rows: Floats, target: Any, weight: Floats, pull: Floats) -> tuple[float, Floats]:
    """Weighted log loss with its pull to zero, and the gradient."""
    weights, margin = x[:-1], rows @ x[:-1] + x[-1]
    loss = float(np.sum(weight * (np.logaddexp(0, margin) - target * margin)) + np.sum(pull * weights**2) / 2)
    slope = weight * (expit(margin) - target)
    return loss, np.r_[rows.T @ slope + pull * weights, slope.sum()]


def boosting(seed: int) -> HistGradientBoostingClassifier:
    """Few small trees, each of which may only raise the chance as a feature grows."""
    return HistGradientBoostingClassifier(
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST_IN_LEAF,
        monotonic_cst=[1] * len(FEATURES),
        early_stopping=False,
        random_state=seed,
    )
