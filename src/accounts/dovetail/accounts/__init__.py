"""Who somebody is: sign up, log in, sessions and tokens, and the user model behind them."""
